// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.PasswordCheck;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.receiver.Step;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.policy.LookedUp;
import org.postrider.smtp.server.sasl.SaslExchange;
import org.postrider.smtp.server.sasl.SaslText;
import org.postrider.smtp.wire.ServerWire;

/// One AUTH command and the exchange that follows it. Confined to the connection's event loop.
///
/// A failure is answered late, and later with each one; past the limits nobody is asked any more.
/// What a client sends here is never logged.
///
/// @rfc 4954 §4
final class SignIn {
  private static final Reply PROVED = Reply.of(235, "2.7.0", "Authentication succeeded");
  private static final Reply FAILED = Reply.of(535, "5.7.8", "Authentication failed");
  private static final Reply CANCELLED = Reply.of(501, "5.7.0", "Authentication cancelled");
  private static final Reply NOT_BASE64 = Reply.of(501, "5.5.2", "Not base 64");
  private static final Reply TOO_MANY_FAILURES =
      Reply.of(454, "4.7.0", "Too many failed authentications; try again later");
  private static final Reply NOBODY_KNOWS =
      Reply.of(454, "4.7.0", "Cannot authenticate at present; try again later");
  private static final int MOST_DOUBLINGS = 4;

  private final Session session;
  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Connection connection;
  private final Step.Authenticate step;
  private final SaslExchange exchange;
  private String name = "";
  private boolean delayed;

  SignIn(
      Session session,
      ServerWire wire,
      Premises premises,
      Terms terms,
      Connection connection,
      Step.Authenticate step) {
    this.session = session;
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    this.connection = connection;
    this.step = step;
    exchange =
        SaslExchange.begin(step.mechanism(), connection, premises.secrets(), TlsChannel.of(wire));
  }

  void begin() {
    if (premises.throttle().isLimited(address(), limits())) {
      session.signInRefused(TOO_MANY_FAILURES, "address");
      return;
    }
    String initial = step.initial();
    if (initial == null) {
      perform(exchange.opening());
    } else {
      respond(SaslText.initialResponse(initial));
    }
  }

  /// A line of the client's.
  void line(byte[] octets, int from, int to) {
    if (to - from == 1 && octets[from] == '*') {
      session.signInRefused(CANCELLED, "");
      return;
    }
    respond(SaslText.response(new String(octets, from, to - from, StandardCharsets.ISO_8859_1)));
  }

  private void respond(Optional<byte[]> response) {
    if (response.isEmpty()) {
      session.signInRefused(NOT_BASE64, "");
    } else {
      perform(exchange.next(response.get()));
    }
  }

  private void perform(org.postrider.smtp.server.sasl.Step next) {
    switch (next) {
      case org.postrider.smtp.server.sasl.Step.Challenge(byte[] octets) ->
          wire.say(Reply.of(334, Base64.getEncoder().encodeToString(octets)));
      case org.postrider.smtp.server.sasl.Step.AskPassword(PasswordCheck question) ->
          askPassword(question);
      case org.postrider.smtp.server.sasl.Step.AskScram(ScramLookup question) -> askScram(question);
      case org.postrider.smtp.server.sasl.Step.Proved(String account) -> proved(account);
      case org.postrider.smtp.server.sasl.Step.Refused _ -> failed();
      case org.postrider.smtp.server.sasl.Step.Broken(String why) ->
          session.signInRefused(Reply.of(501, "5.5.2", why), "");
    }
  }

  private void askPassword(PasswordCheck question) {
    if (isKnownTooWell(question.name())) {
      return;
    }
    session.pause();
    terms.policy().onPassword(question, wire.loop(), this::passwordAnswered);
  }

  private void passwordAnswered(LookedUp<Login> login) {
    if (wire.isClosing()) {
      return;
    }
    switch (login) {
      case LookedUp.Answered(var answer) -> perform(exchange.answered(answer));
      case LookedUp.Unanswered<?> _ -> session.signInRefused(NOBODY_KNOWS, "no plug-in could say");
    }
    resume();
  }

  private void askScram(ScramLookup question) {
    if (isKnownTooWell(question.name())) {
      return;
    }
    session.pause();
    terms.policy().onScram(question, wire.loop(), this::scramAnswered);
  }

  private void scramAnswered(LookedUp<ScramVerifier> verifier) {
    if (wire.isClosing()) {
      return;
    }
    switch (verifier) {
      case LookedUp.Answered(var answer) -> perform(exchange.verifier(answer));
      case LookedUp.Unanswered<?> _ -> session.signInRefused(NOBODY_KNOWS, "no plug-in could say");
    }
    resume();
  }

  private void resume() {
    if (!delayed) {
      session.resume();
    }
  }

  /// Notes the name, and refuses where guesses at it have been too many.
  private boolean isKnownTooWell(String asked) {
    name = asked;
    if (premises.throttle().isLimited(asked, limits())) {
      session.signInRefused(TOO_MANY_FAILURES, "account " + asked);
      return true;
    }
    return false;
  }

  private void proved(String account) {
    tell(account, true);
    session.signedIn(step, account, PROVED);
  }

  private void failed() {
    tell(name, false);
    premises.throttle().failed(address(), name, limits());
    int doublings = Math.min(session.signInFailures++, MOST_DOUBLINGS);
    Duration delay = limits().delay().multipliedBy(1L << doublings);
    delayed = true;
    session.pause();
    wire.loop().schedule(this::answerFailure, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void answerFailure() {
    if (!wire.isClosing()) {
      session.notSignedIn(FAILED);
      session.resume();
    }
  }

  private void tell(String account, boolean proved) {
    premises
        .parts()
        .told()
        .accept(new Told.Authenticated(connection, step.mechanism(), account, proved));
  }

  private AuthLimits limits() {
    return premises.authLimits();
  }

  private InetAddress address() {
    return connection.client().getAddress();
  }
}
