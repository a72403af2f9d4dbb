// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.State.AskedSalt;
import org.postrider.smtp.protocol.sender.State.AskedTls;
import org.postrider.smtp.protocol.sender.State.Cancelled;
import org.postrider.smtp.protocol.sender.State.Deriving;
import org.postrider.smtp.protocol.sender.State.Emptying;
import org.postrider.smtp.protocol.sender.State.Ended;
import org.postrider.smtp.protocol.sender.State.Greeting;
import org.postrider.smtp.protocol.sender.State.Hello;
import org.postrider.smtp.protocol.sender.State.Offering;
import org.postrider.smtp.protocol.sender.State.Preparing;
import org.postrider.smtp.protocol.sender.State.Proving;
import org.postrider.smtp.protocol.sender.State.Ready;
import org.postrider.smtp.protocol.sender.State.Resetting;
import org.postrider.smtp.protocol.sender.State.Securing;
import org.postrider.smtp.protocol.sender.State.Session;
import org.postrider.smtp.protocol.sender.State.Shown;
import org.postrider.smtp.protocol.sender.State.Transferring;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.protocol.sender.Terms.Identity;

/// The client's side of an SMTP or LMTP session: [#start], then [#on] for each reply, and [#offer]
/// whenever the session stands open. Each answer is the next state and the one thing to do.
///
/// Every recipient of an offered transaction gets exactly one [Result], whatever the host does: in
/// the [Step.Settled] that ends the transaction, or in the one that [#lost] makes of a session that
/// broke. Nothing is sent in the clear that was asked to be encrypted, and a password never is.
///
/// @rfc 5321 §3
/// @rfc 2033 §4
/// @rfc 2920 §3.1
public final class Sender {
  private static final int SERVICE_CLOSING_421 = 421;
  private static final int STARTTLS_GO_220 = 220;

  private Sender() {}

  /// A session whose connection stands.
  public static Turn start(Terms terms) {
    return new Turn(
        new Greeting(terms, terms.encryption() == Encryption.IMPLICIT),
        new Step.Await(Stage.GREETING));
  }

  /// What a reply means. For a state that awaits none, the host has broken the protocol.
  public static Turn on(State state, Reply reply) {
    return switch (state) {
      case Greeting greeting -> greeted(greeting, reply);
      case Hello hello -> introduced(hello, reply);
      case AskedTls asked -> answeredTls(asked, reply);
      case AskedSalt asked -> Proof.challenged(asked, reply);
      case Shown shown -> Proof.answered(shown, reply);
      case Proving proving -> Proof.proving(proving, reply);
      case Cancelled cancelled -> Proof.cancelled(cancelled);
      case Offering offering -> Exchange.offered(offering, reply);
      case Transferring transferring -> Exchange.transferred(transferring, reply);
      case Emptying emptying ->
          new Turn(
              new Ready(emptying.session()),
              new Step.Settled(emptying.results(), reply.code() != SERVICE_CLOSING_421));
      case Resetting resetting ->
          new Turn(
              new Ready(resetting.session()),
              new Step.Settled(resetting.results(), reply.isPositive()));
      case Securing securing -> failed(Stage.TLS, outOfTurn(reply), false);
      case Preparing preparing -> failed(Stage.AUTH, outOfTurn(reply), false);
      case Deriving deriving -> failed(Stage.AUTH, outOfTurn(reply), false);
      case Ready ready -> failed(Stage.MAIL, outOfTurn(reply), false);
      case Ended ended -> failed(Stage.QUIT, outOfTurn(reply), false);
    };
  }

  /// The handshake has succeeded. What the host said before it is forgotten.
  ///
  /// @rfc 3207 §4.2
  public static Turn secured(Securing state) {
    return hello(state.terms(), true, false);
  }

  /// What [Step.Prepare] asked for: a nonce that was never used before, and what TLS has exported
  /// for the channel binding type `tls-exporter`, or null.
  public static Turn prepared(Preparing state, String nonce, byte @Nullable [] exporter) {
    return Proof.prepared(state, nonce, exporter);
  }

  /// What [Step.Derive] asked for.
  public static Turn derived(Deriving state, byte[] salted) {
    return Proof.derived(state, salted);
  }

  /// Begins a transaction at `now`. What the host has said that it cannot carry is refused without
  /// asking it.
  public static Turn offer(Ready state, Transaction transaction, Instant now) {
    return Exchange.offer(state.session(), transaction, now);
  }

  /// The session broke: the connection was lost, or a reply did not come in time or made no sense.
  /// `reason` is our reply about it, transient. Recipients that the host has refused stay refused.
  public static Step lost(State state, Reply reason) {
    Result broken = new Result(awaited(state), reason, false);
    return switch (state) {
      case Offering offering -> new Step.Settled(Exchange.whatIsKnown(offering, broken), false);
      case Transferring transferring ->
          new Step.Settled(Exchange.whatIsKnown(transferring.results(), broken), false);
      case Emptying emptying -> new Step.Settled(emptying.results(), false);
      case Resetting resetting -> new Step.Settled(resetting.results(), false);
      default -> new Step.Failed(broken);
    };
  }

  /// Where the session stands.
  public static Stage awaited(State state) {
    return switch (state) {
      case Greeting greeting -> Stage.GREETING;
      case Hello hello -> Stage.HELLO;
      case AskedTls asked -> Stage.TLS;
      case Securing securing -> Stage.TLS;
      case Preparing preparing -> Stage.AUTH;
      case AskedSalt asked -> Stage.AUTH;
      case Deriving deriving -> Stage.AUTH;
      case Shown shown -> Stage.AUTH;
      case Proving proving -> Stage.AUTH;
      case Cancelled cancelled -> Stage.AUTH;
      case Ready ready -> Stage.MAIL;
      case Offering offering -> Exchange.awaited(offering);
      case Transferring transferring -> Stage.CONTENT;
      case Emptying emptying -> Stage.CONTENT;
      case Resetting resetting -> Stage.RSET;
      case Ended ended -> Stage.QUIT;
    };
  }

  private static Turn greeted(Greeting state, Reply reply) {
    if (!reply.isPositive()) {
      return refused(Stage.GREETING, reply);
    }
    return hello(state.terms(), state.encrypted(), false);
  }

  private static Turn hello(Terms terms, boolean encrypted, boolean plain) {
    String verb = terms.lmtp() ? "LHLO " : plain ? "HELO " : "EHLO ";
    return new Turn(
        new Hello(terms, encrypted, plain),
        new Step.Send(verb + terms.hostname() + "\r\n", Stage.HELLO));
  }

  private static Turn introduced(Hello state, Reply reply) {
    if (reply.isPositive()) {
      Capabilities capabilities = state.plain() ? Capabilities.NONE : Capabilities.read(reply);
      return agree(new Session(state.terms(), state.encrypted(), capabilities));
    }
    if (reply.isPermanent() && !state.plain() && !state.terms().lmtp()) {
      return hello(state.terms(), state.encrypted(), true); // RFC 5321 §3.2
    }
    return refused(Stage.HELLO, reply);
  }

  /// After EHLO: TLS first, then who we are, then open.
  private static Turn agree(Session session) {
    Encryption wanted = session.terms().encryption();
    if (!session.encrypted() && wanted != Encryption.NONE) {
      if (session.capabilities().has(Keyword.START_TLS)) {
        return new Turn(new AskedTls(session), new Step.Send("STARTTLS\r\n", Stage.TLS));
      }
      if (wanted == Encryption.REQUIRED) {
        return failed(
            Stage.TLS, Reply.of(454, "4.7.4", "the host does not offer TLS, which we need"), false);
      }
    }
    if (session.terms().requireTls() && !session.capabilities().has(Keyword.REQUIRE_TLS)) {
      return failed(
          Stage.TLS,
          Reply.of(550, "5.7.30", "the host does not offer REQUIRETLS, which the sender wants"),
          false); // RFC 8689 §4.2.1
    }
    return prove(session);
  }

  private static Turn answeredTls(AskedTls state, Reply reply) {
    Session session = state.session();
    if (reply.code() == STARTTLS_GO_220) {
      return new Turn(new Securing(session.terms()), new Step.Secure());
    }
    if (session.terms().encryption() == Encryption.REQUIRED
        || reply.code() == SERVICE_CLOSING_421) {
      return failed(Stage.TLS, softened(reply), true);
    }
    return prove(session);
  }

  private static Turn prove(Session session) {
    Identity identity = session.terms().identity();
    if (identity == null) {
      return open(session);
    }
    if (!session.encrypted()) {
      return failed(
          Stage.AUTH,
          Reply.of(454, "4.7.11", "we do not authenticate without encryption"), // RFC 4954 §4
          false);
    }
    return Proof.begin(session);
  }

  static Turn open(Session session) {
    return new Turn(new Ready(session), new Step.Open());
  }

  private static Turn refused(Stage stage, Reply reply) {
    return reply.isPositive() || reply.isIntermediate()
        ? failed(stage, outOfTurn(reply), false)
        : failed(stage, reply, true);
  }

  static Turn failed(Stage stage, Reply reply, boolean spoken) {
    return new Turn(new Ended(), new Step.Failed(new Result(stage, reply, spoken)));
  }

  /// A permanent refusal of what stands in the way of our configuration, as a transient one.
  static Reply softened(Reply reply) {
    return reply.isTransient() ? reply : Reply.of(454, "4.7.0", "the host said " + reply);
  }

  /// Our word for a reply that makes no sense where it stands.
  static Reply outOfTurn(Reply reply) {
    return Reply.of(451, "4.5.0", "the host said out of turn: " + reply);
  }
}
