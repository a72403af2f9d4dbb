// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.State.AskedSalt;
import org.postrider.smtp.protocol.sender.State.Cancelled;
import org.postrider.smtp.protocol.sender.State.Deriving;
import org.postrider.smtp.protocol.sender.State.Preparing;
import org.postrider.smtp.protocol.sender.State.Proving;
import org.postrider.smtp.protocol.sender.State.Session;
import org.postrider.smtp.protocol.sender.State.Shown;
import org.postrider.smtp.protocol.sender.Terms.Identity;

/// How a session proves who we are: by SCRAM where the host offers it, else by PLAIN or LOGIN,
/// which show it the password.
///
/// @rfc 4954 §4
final class Proof {
  private Proof() {}

  /// Begins, in an encrypted session that has an identity.
  static Turn begin(Session session) {
    return Scram.isAmong(session.capabilities().mechanisms())
        ? new Turn(new Preparing(session), new Step.Prepare())
        : byPassword(session);
  }

  static Turn prepared(Preparing state, String nonce, byte @Nullable [] exporter) {
    Session session = state.session();
    Scram.Opening opening =
        Scram.open(identity(session), session.capabilities().mechanisms(), nonce, exporter);
    return opening == null
        ? byPassword(session) // -PLUS alone, and nothing to bind to
        : send(new AskedSalt(session, opening), opening.command());
  }

  static Turn challenged(AskedSalt state, Reply reply) {
    if (!reply.isIntermediate()) {
      return ended(state.session(), reply);
    }
    return switch (Scram.challenge(state.opening(), text(reply))) {
      case Scram.Unusable(String why) -> cancel(why);
      case Scram.Challenge challenge ->
          new Turn(
              new Deriving(state.session(), challenge),
              new Step.Derive(Scram.derivation(identity(state.session()), challenge)));
    };
  }

  static Turn derived(Deriving state, byte[] salted) {
    Scram.Answer answer = Scram.answer(state.challenge(), salted);
    return send(new Shown(state.session(), answer.signature()), answer.text() + "\r\n");
  }

  /// It is the host's turn to show that it knows the password: as a challenge, since SMTP has no
  /// place for it beside success (RFC 4422 §3.6).
  static Turn answered(Shown state, Reply reply) {
    if (!reply.isIntermediate()) {
      return ended(state.session(), reply);
    }
    return Scram.proves(text(reply), state.signature())
        ? send(new Proving(state.session(), List.of()), "\r\n")
        : cancel("the host has not shown that it knows our password");
  }

  /// SCRAM is over before the host has shown anything. Where it refuses, the account may be one
  /// that has no SCRAM secret there, such as that of an API key: the password is tried. Who could
  /// fake that refusal could as well have hidden SCRAM from us.
  private static Turn ended(Session session, Reply reply) {
    if (reply.isPositive()) {
      return Sender.failed(
          Stage.AUTH,
          Reply.of(454, "4.7.0", "the host has not shown that it knows our password"),
          false);
    }
    Turn next = reply.isPermanent() ? offerPassword(session) : null;
    return next == null ? Sender.failed(Stage.AUTH, Sender.softened(reply), true) : next;
  }

  private static Turn byPassword(Session session) {
    Turn next = offerPassword(session);
    return next == null
        ? Sender.failed(
            Stage.AUTH,
            Reply.of(454, "4.7.0", "the host offers none of SCRAM, PLAIN and LOGIN"),
            false)
        : next;
  }

  private static @Nullable Turn offerPassword(Session session) {
    Identity identity = identity(session);
    Set<String> offered = session.capabilities().mechanisms();
    if (offered.contains("PLAIN")) {
      String initial = base64("\0" + identity.name() + "\0" + identity.password());
      return send(new Proving(session, List.of()), "AUTH PLAIN " + initial + "\r\n"); // RFC 4616 §2
    }
    if (offered.contains("LOGIN")) {
      return send(
          new Proving(session, List.of(base64(identity.name()), base64(identity.password()))),
          "AUTH LOGIN\r\n");
    }
    return null;
  }

  /// The reply to PLAIN or LOGIN, or to the end of SCRAM.
  static Turn proving(Proving state, Reply reply) {
    if (reply.isPositive()) {
      return Sender.open(state.session());
    }
    if (reply.isIntermediate()) {
      List<String> remaining = state.remaining();
      String answer = remaining.isEmpty() ? "*" : remaining.getFirst(); // RFC 4954 §4: cancel
      List<String> rest = remaining.isEmpty() ? remaining : remaining.subList(1, remaining.size());
      return send(new Proving(state.session(), rest), answer + "\r\n");
    }
    // A wrong password is a mistake of ours, to be mended before the mail fails: RFC 4954 §6.
    return Sender.failed(Stage.AUTH, Sender.softened(reply), true);
  }

  private static Turn cancel(String why) {
    return send(new Cancelled(Reply.of(454, "4.7.0", why)), "*\r\n"); // RFC 4954 §4
  }

  /// Whatever the host says to that: there is no session with it.
  static Turn cancelled(Cancelled state) {
    return Sender.failed(Stage.AUTH, state.why(), false);
  }

  private static Turn send(State next, String line) {
    return new Turn(next, new Step.Send(line, Stage.AUTH));
  }

  private static Identity identity(Session session) {
    return Objects.requireNonNull(session.terms().identity());
  }

  private static String text(Reply reply) {
    return String.join("", reply.lines());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
