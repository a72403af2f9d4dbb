// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.Optional;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.Submitted;
import org.postrider.smtp.server.QueueRuling;

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
      case Queued message -> "queued message " + message.id() + " of " + message.sender();
      case Attempt attempt ->
          "attempt "
              + attempt.number()
              + " of "
              + attempt.message().id()
              + " at "
              + attempt.domain();
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
      case QueueRuling(var verdict, _) -> verdict(verdict);
      case LookedUp.Unanswered<?> _ -> "defer";
      case LookedUp.Answered<?>(var answer) -> answer.isPresent() ? "know it" : "not know it";
      default -> "pass";
    };
  }

  private static String verdict(Attempt.Verdict verdict) {
    return switch (verdict) {
      case ContentVerdict.Pass _ -> "pass";
      case ContentVerdict.Refuse(var refusal) -> "refuse: " + refusal.reply();
      case ContentVerdict.Discard(String reason) -> "discard: " + reason;
      case ContentVerdict.Hold(String reason) -> "hold: " + reason;
      case Attempt.RouteTo(String host, int port) -> "route: " + host + ":" + port;
      case Attempt.RouteBy(String name) -> "route: " + name;
    };
  }

  static String kind(String ruling) {
    int colon = ruling.indexOf(':');
    return colon < 0 ? ruling : ruling.substring(0, colon);
  }
}
