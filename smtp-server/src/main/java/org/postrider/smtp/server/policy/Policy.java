// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.Question;

/// The plug-ins of a [PolicySet], ready to be asked. Every method takes the session's thread, on
/// which it must be called and on which `then` hears the ruling: within the call where nobody has
/// to be waited for, else later, and exactly once.
public final class Policy {
  private final Panel<Connection, Verdict, Ruling> connection;
  private final Panel<Hello, Verdict, Ruling> hello;
  private final Panel<PasswordCheck, Optional<Login>, LookedUp<Login>> password;
  private final Panel<ScramLookup, Optional<ScramVerifier>, LookedUp<ScramVerifier>> scram;
  private final Panel<Mail, Verdict, Ruling> mail;
  private final Panel<Recipient, Relay, Ruling> relay;
  private final Panel<Recipient, Verdict, Ruling> recipient;
  private final Panel<Submitted, ContentVerdict, ContentRuling> message;
  private final ShadowCopies copies = new ShadowCopies();
  private final Tenants tenants = new Tenants();

  private Policy(PolicySet set, PluginWatch watch) {
    connection = Panel.of(Question.CONNECTION, set.connection(), watch, Tallies.OfVerdicts::new);
    hello = Panel.of(Question.HELLO, set.hello(), watch, Tallies.OfVerdicts::new);
    password = Panel.of(Question.PASSWORD, set.password(), watch, Tallies.OfLookUps::new);
    scram = Panel.of(Question.SCRAM, set.scram(), watch, Tallies.OfLookUps::new);
    mail = Panel.of(Question.MAIL, set.mail(), watch, Tallies.OfVerdicts::new);
    relay = Panel.of(Question.RELAY, set.relay(), watch, Tallies.OfRelays::new);
    recipient = Panel.of(Question.RECIPIENT, set.recipient(), watch, Tallies.OfVerdicts::new);
    message = Panel.of(Question.MESSAGE, set.message(), watch, Tallies.OfContentVerdicts::new);
  }

  /// Seats the plug-ins; `watch` hears how they fare.
  public static Policy of(PolicySet set, PluginWatch watch) {
    return new Policy(set, watch);
  }

  /// A session begins under this policy; false where another has taken its place.
  public boolean enter() {
    return tenants.enter();
  }

  /// A session that has entered ends.
  public void leave() {
    tenants.leave();
  }

  /// Another takes its place; completes when the last session that has entered has ended.
  public CompletionStage<Void> retire() {
    return tenants.retire();
  }

  /// May this client connect?
  public void onConnection(
      Connection question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    connection.ask(question, loop, then);
  }

  /// May it go on after its greeting?
  public void onHello(Hello question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    hello.ask(question, loop, then);
  }

  /// May this transaction begin?
  public void onMail(Mail question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    mail.ask(question, loop, then);
  }

  /// May this recipient be relayed to, and if so, does anybody object?
  public void onRecipient(
      Recipient question, ScheduledExecutorService loop, Consumer<Ruling> then) {
    Consumer<Ruling> afterRelay =
        ruling -> {
          if (ruling instanceof Ruling.Refused) {
            then.accept(ruling);
          } else {
            recipient.ask(question, loop, then);
          }
        };
    relay.ask(question, loop, afterRelay);
  }

  /// Whether anybody wants to see messages.
  public boolean asksAboutMessages() {
    return !message.isEmpty();
  }

  /// May this message be taken?
  public void onMessage(
      Submitted question, ScheduledExecutorService loop, Consumer<ContentRuling> then) {
    if (message.hasShadows()) {
      copies.ask(message, question, loop, then);
    } else {
      message.ask(question, loop, then);
    }
  }

  /// Whether names are looked up for SCRAM. Where there are only passwords, it could prove nobody.
  /// Where nobody answers at all every mechanism stays on offer: a listener that offers none would
  /// ask no client for AUTH.
  public boolean takesScram() {
    return !scram.isEmpty() || password.isEmpty();
  }

  /// Whose password is this?
  public void onPassword(
      PasswordCheck question, ScheduledExecutorService loop, Consumer<LookedUp<Login>> then) {
    password.ask(question, loop, then);
  }

  /// What verifies this name?
  public void onScram(
      ScramLookup question, ScheduledExecutorService loop, Consumer<LookedUp<ScramVerifier>> then) {
    scram.ask(question, loop, then);
  }
}
