// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;

/// Who is asked what, in order. Immutable; the server changes from one to another as a whole.
public record PolicySet(
    List<Asked<Connection, Verdict>> connection,
    List<Asked<Hello, Verdict>> hello,
    List<Asked<PasswordCheck, Optional<Login>>> password,
    List<Asked<ScramLookup, Optional<ScramVerifier>>> scram,
    List<Asked<Mail, Verdict>> mail,
    List<Asked<Recipient, Relay>> relay,
    List<Asked<Recipient, Verdict>> recipient,
    List<Asked<Submitted, ContentVerdict>> message) {

  /// Nobody is asked: everything foreign is refused, and nobody can authenticate.
  public static final PolicySet NONE =
      new PolicySet(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  /// Copies the lists.
  public PolicySet {
    connection = List.copyOf(connection);
    hello = List.copyOf(hello);
    password = List.copyOf(password);
    scram = List.copyOf(scram);
    mail = List.copyOf(mail);
    relay = List.copyOf(relay);
    recipient = List.copyOf(recipient);
    message = List.copyOf(message);
  }

  /// One plug-in's answer to one kind of question.
  ///
  /// @param plugin its name
  /// @param answer how it answers
  /// @param guard within what bounds
  public record Asked<Q, A>(String plugin, Answer<Q, A> answer, Guard guard) {}

  /// Bounds on asking a plug-in.
  ///
  /// @param deadline for one answer
  /// @param atOnce how many questions may wait for it
  /// @param onFailure what holds when it is late, throws, answers null, or is not asked because too
  ///   many wait or its breaker is open
  /// @param breaker when it is left alone for a while
  /// @param shadow whether its answers are only compared with the ruling that holds
  public record Guard(
      Duration deadline, int atOnce, OnFailure onFailure, Breaker breaker, boolean shadow) {
    /// 10 s, 1000, defer, the breaker's own, no.
    public static Guard defaults() {
      return new Guard(Duration.ofSeconds(10), 1_000, OnFailure.DEFER, Breaker.defaults(), false);
    }
  }

  /// When a plug-in is not asked for a while: it has failed often, and mostly.
  ///
  /// @param failures how many of one kind of question must fail, and at least half; 0 for never
  /// @param within the time in which they must
  /// @param rest how long until one question is let through, to see whether it is well again
  public record Breaker(int failures, Duration within, Duration rest) {
    /// 10 within 1 min, and 30 s of rest.
    public static Breaker defaults() {
      return new Breaker(10, Duration.ofMinutes(1), Duration.ofSeconds(30));
    }
  }
}
