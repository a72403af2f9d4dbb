// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.ForwardPath;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.command.Command;
import org.postrider.smtp.protocol.command.Verb;
import org.postrider.smtp.protocol.receiver.State;

/// What a refusal is told under: the stage, and sender and recipient as far as they are known.
final class Stages {
  private Stages() {}

  /// The stage that a command belongs to.
  static String of(Command command) {
    return switch (command) {
      case Command.Ehlo _, Command.Helo _, Command.Lhlo _ -> "hello";
      case Command.Auth _ -> "auth";
      case Command.Mail _ -> "mail";
      case Command.Rcpt _ -> "rcpt";
      case Command.Data _, Command.Bdat _ -> "data";
      case Command.Malformed(Verb verb, _) -> of(verb);
      default -> "session";
    };
  }

  private static String of(@Nullable Verb verb) {
    if (verb == null) {
      return "session";
    }
    return switch (verb) {
      case EHLO, HELO, LHLO -> "hello";
      case AUTH -> "auth";
      case MAIL -> "mail";
      case RCPT -> "rcpt";
      case DATA, BDAT -> "data";
      default -> "session";
    };
  }

  /// The sender of the transaction, or of the MAIL that would begin one; `""` where there is none.
  static String sender(State state, @Nullable Command command) {
    if (command instanceof Command.Mail(ReversePath path, _)) {
      return text(path);
    }
    return state instanceof State.Mailing mailing ? text(mailing.transaction().sender()) : "";
  }

  /// A reverse-path without brackets, `<>` for the null one.
  static String text(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? "<>" : mailbox.toString();
  }

  /// Whom a RCPT names; `""` for any other command.
  static String recipient(@Nullable Command command) {
    if (!(command instanceof Command.Rcpt(ForwardPath path, _))) {
      return "";
    }
    return switch (path) {
      case ForwardPath.To(Mailbox mailbox) -> mailbox.toString();
      case ForwardPath.Postmaster _ -> "postmaster";
    };
  }
}
