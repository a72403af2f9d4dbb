// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
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
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.PolicySet.Asked;

/// The plug-ins of a [PolicySet], ready to be asked. Every method takes the session's thread, on
/// which it must be called and on which `then` hears the ruling: within the call where nobody has
/// to be waited for, else later, and exactly once.
public final class Policy {
  private final List<Seat<Connection, Verdict>> connection;
  private final List<Seat<Hello, Verdict>> hello;
  private final List<Seat<PasswordCheck, Optional<Login>>> password;
  private final List<Seat<ScramLookup, Optional<ScramVerifier>>> scram;
  private final List<Seat<Mail, Verdict>> mail;
  private final List<Seat<Recipient, Relay>> relay;
  private final List<Seat<Recipient, Verdict>> recipient;
  private final List<Seat<Submitted, ContentVerdict>> message;

  private Policy(PolicySet set) {
    connection = seats(set.connection());
    hello = seats(set.hello());
    password = seats(set.password());
    scram = seats(set.scram());
    mail = seats(set.mail());
    relay = seats(set.relay());
    recipient = seats(set.recipient());
    message = seats(set.message());
  }

  /// Seats the plug-ins.
  public static Policy of(PolicySet set) {
    return new Policy(set);
  }

  private static <Q, A> List<Seat<Q, A>> seats(List<Asked<Q, A>> asked) {
    return asked.stream().map(Seat::new).toList();
  }

  /// May this client connect?
  public void onConnection(
      Connection question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    verdict(connection, question, loop, then);
  }

  /// May it go on after its greeting?
  public void onHello(Hello question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    verdict(hello, question, loop, then);
  }

  /// May this transaction begin?
  public void onMail(Mail question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    verdict(mail, question, loop, then);
  }

  /// May this recipient be relayed to, and if so, does anybody object?
  public void onRecipient(
      Recipient question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    Consumer<Ruling> afterRelay =
        ruling -> {
          if (ruling instanceof Ruling.Refused) {
            then.accept(ruling);
          } else {
            verdict(recipient, question, loop, then);
          }
        };
    new Round<>(relay, question, new Tallies.OfRelays(), loop, afterRelay).goOn();
  }

  /// Whether anybody wants to see messages.
  public boolean asksAboutMessages() {
    return !message.isEmpty();
  }

  /// May this message be taken?
  public void onMessage(
      Submitted question, ScheduledExecutorService loop, Consumer<ContentRuling> then) {
    new Round<>(message, question, new Tallies.OfContentVerdicts(), loop, then).goOn();
  }

  /// Whose password is this?
  public void onPassword(
      PasswordCheck question, ScheduledExecutorService loop, Consumer<LookedUp<Login>> then) {
    new Round<>(password, question, new Tallies.OfLookUps<Login>(), loop, then).goOn();
  }

  /// What verifies this name?
  public void onScram(
      ScramLookup question, ScheduledExecutorService loop, Consumer<LookedUp<ScramVerifier>> then) {
    new Round<>(scram, question, new Tallies.OfLookUps<ScramVerifier>(), loop, then).goOn();
  }

  private static <Q> void verdict(
      List<Seat<Q, Verdict>> seats,
      Q question,
      ScheduledExecutorService loop,
      Consumer<Ruling> then) {
    if (seats.isEmpty()) {
      then.accept(Ruling.Passed.PASSED);
      return;
    }
    new Round<>(seats, question, new Tallies.OfVerdicts(), loop, then).goOn();
  }
}
