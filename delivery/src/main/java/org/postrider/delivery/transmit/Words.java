// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import org.postrider.smtp.protocol.reply.Reply;

/// What we say ourselves about a host that says nothing.
final class Words {
  static final Reply LOST = Reply.of(451, "4.4.2", "the connection was lost");

  private Words() {}

  static Reply lost(Throwable cause) {
    return Reply.of(451, "4.4.2", "the connection was lost: " + text(cause));
  }

  static Reply late(String awaited) {
    return Reply.of(451, "4.4.2", "the host did not answer in time to " + awaited);
  }

  static Reply unreachable(Throwable cause) {
    // Netty names the system call before the system's own words, and the address, which is the
    // hop's, after them.
    String text = text(cause).replaceFirst(": [^ ]*/[^ ]+$", "");
    int call = text.indexOf("): ");
    return Reply.of(
        451, "4.4.1", "cannot connect: " + (call < 0 ? text : text.substring(call + 3)));
  }

  static Reply handshake(Throwable cause) {
    return Reply.of(454, "4.7.5", "no TLS with the host: " + text(cause));
  }

  static Reply garbage(Throwable cause) {
    return Reply.of(451, "4.5.0", text(cause));
  }

  static Reply injected() {
    return Reply.of(451, "4.7.0", "something was said in the clear after STARTTLS");
  }

  static Reply unreadable(Throwable cause) {
    return Reply.of(451, "4.3.0", "cannot read the message: " + text(cause));
  }

  static Reply unwritable(Throwable cause) {
    return Reply.of(451, "4.3.0", "cannot write the mailbox: " + text(cause));
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
