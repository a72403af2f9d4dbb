// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Says whether a message is from whom it claims. Functions of a message and a look-up that is
/// handed in; no I/O and no clock of its own.
@NullMarked
module org.postrider.mail.auth {
  requires static org.jspecify;
  requires transitive org.postrider.smtp.protocol;

  exports org.postrider.mail.auth;
  exports org.postrider.mail.auth.arc;
  exports org.postrider.mail.auth.dkim;
  exports org.postrider.mail.auth.dmarc;
  exports org.postrider.mail.auth.spf;
}
