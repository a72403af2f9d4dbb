// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Turns octets into commands, replies and addresses and back, and decides without any I/O what
/// either side of an SMTP session does next.
@NullMarked
module org.postrider.smtp.protocol {
  requires static transitive org.jspecify;

  exports org.postrider.smtp.protocol.address;
  exports org.postrider.smtp.protocol.command;
  exports org.postrider.smtp.protocol.envelope;
  exports org.postrider.smtp.protocol.extension;
  exports org.postrider.smtp.protocol.message;
  exports org.postrider.smtp.protocol.receiver;
  exports org.postrider.smtp.protocol.reply;
  exports org.postrider.smtp.protocol.report;
  exports org.postrider.smtp.protocol.sender;
  exports org.postrider.smtp.protocol.stream;
}
