// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.Submitted;

/// Questions and rulings in a few words, without secrets, for the log.
final class Wording {
  private Wording() {}

  static String question(Object question) {
    return switch (question) {
      case Connection connection -> "connection from " + client(connection);
      case Hello hello -> "EHLO " + hello.name() + " from " + client(hello.connection());
      case PasswordCheck check -> "password of " + check.name();
      case ScramLookup lookup -> "SCRAM for " + lookup.name();
      case Mail mail -> "MAIL " + mail.sender() + " from " + client(mail.hello().connection());
      case Recipient recipient ->
          "RCPT " + recipient.mailbox() + " of " + recipient.mail().sender();
      case Submitted message -> "message " + message.id() + " of " + message.mail().sender();
      default -> question.getClass().getSimpleName();
    };
  }

  private static String client(Connection connection) {
    return connection.client().getAddress().getHostAddress();
  }

  /// Whether a plug-in's answer says no.
  static boolean isRefusal(Object answer) {
    return switch (answer) {
      case ContentVerdict.Refuse _ -> true;
      case Relay relay -> relay == Relay.DENY;
      case Optional<?> login -> login.orElse(null) instanceof Login.Wrong;
      default -> false;
    };
  }

  /// What was to be done; the first word alone is its [#kind].
  static String ruling(Object ruling) {
    return switch (ruling) {
      case Ruling.Refused(var refusal, _) -> "refuse: " + refusal.reply();
      case ContentRuling.Refused(var refusal, _) -> "refuse: " + refusal.reply();
      case ContentRuling.Discarded(String reason, _) -> "discard: " + reason;
      case ContentRuling.Taken taken when taken.held() != null -> "hold: " + taken.held();
      case ContentRuling.Taken taken when !taken.changes().isEmpty() -> "amend";
      case LookedUp.Unanswered<?> _ -> "defer";
      case LookedUp.Answered<?>(var answer) -> answer.isPresent() ? "know it" : "not know it";
      default -> "pass";
    };
  }

  static String kind(String ruling) {
    int colon = ruling.indexOf(':');
    return colon < 0 ? ruling : ruling.substring(0, colon);
  }
}
