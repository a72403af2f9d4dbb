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
  /// @param onFailure what holds when it is late, throws, answers null, or too many wait
  public record Guard(Duration deadline, int atOnce, OnFailure onFailure) {
    /// 10 s, 1000, defer.
    public static Guard defaults() {
      return new Guard(Duration.ofSeconds(10), 1_000, OnFailure.DEFER);
    }
  }
}
