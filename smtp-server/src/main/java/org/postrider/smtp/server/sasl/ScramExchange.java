// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.api.ScramLookup;
import org.postrider.plugins.api.ScramVerifier;

/// SCRAM-SHA-256: the client shows that it knows the password, and the server that it knows the
/// verifier, and neither is sent. With -PLUS both also show that they are the two ends of one TLS
/// channel.
///
/// A name that nobody knows goes the whole way with a decoy and fails at the proof. SMTP has no
/// place for data beside success, so the server's signature is a challenge of its own, to which the
/// client responds with nothing.
///
/// @rfc 5802 §5
/// @rfc 7677 §3
final class ScramExchange implements SaslExchange {
  private static final ScramMechanism HASH = ScramMechanism.SCRAM_SHA_256;

  private final Connection connection;
  private final ScramSecrets secrets;
  private final Channel channel;
  private final boolean plus;
  private State state = new Fresh();

  /// An exchange that is tied to the channel where it is `plus`.
  ScramExchange(Connection connection, ScramSecrets secrets, Channel channel, boolean plus) {
    this.connection = connection;
    this.secrets = secrets;
    this.channel = channel;
    this.plus = plus;
  }

  @Override
  public Step opening() {
    return new Step.Challenge(new byte[0]);
  }

  @Override
  public Step next(byte[] response) {
    Optional<String> text =
        response.length > LONGEST_RESPONSE ? Optional.empty() : SaslText.utf8(response);
    if (text.isEmpty()) {
      return new Step.Broken("response is too long or not UTF-8");
    }
    return switch (state) {
      case Fresh() -> first(text.get());
      case Challenged challenged -> last(challenged, text.get());
      case Shown(String account) ->
          response.length == 0 ? new Step.Proved(account) : new Step.Broken("no data expected");
      case Named _ -> throw new IllegalStateException("waits for a verifier");
    };
  }

  private Step first(String text) {
    return switch (ScramMessage.first(text)) {
      case ScramMessage.Unreadable(String why) -> new Step.Broken(why);
      case ScramMessage.Unacceptable(String why) -> new Step.Refused(why);
      case ScramMessage.First first -> bound(first);
    };
  }

  /// Looks at what the client thinks of channel binding.
  ///
  /// @rfc 5802 §6
  private Step bound(ScramMessage.First first) {
    byte[] data = {};
    boolean binds = first.flag().startsWith("p=");
    if (binds != plus) {
      return new Step.Refused(
          plus ? "-PLUS without channel binding" : "channel binding without -PLUS");
    }
    if (binds) {
      String type = first.flag().substring(2);
      Optional<byte[]> known = channel.binding(type);
      if (known.isEmpty()) {
        return new Step.Refused("no channel binding of the type " + type);
      }
      data = known.get();
    } else if (first.flag().equals("y") && channel.isBindable()) {
      return new Step.Refused("somebody has hidden from it that -PLUS is offered");
    }
    return named(first, binding(first.header(), data));
  }

  /// What the last message has to repeat: the header, which protects the flag and the authzid from
  /// being changed, and what the channel is known by.
  ///
  /// @rfc 5802 §5.1
  private static String binding(String header, byte[] data) {
    byte[] said = header.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(said, said.length + data.length);
    System.arraycopy(data, 0, whole, said.length, data.length);
    return Base64.getEncoder().encodeToString(whole);
  }

  private Step named(ScramMessage.First first, String binding) {
    Optional<String> name = SaslText.prepared(first.name());
    if (name.isEmpty()) {
      return new Step.Refused("name cannot be prepared");
    }
    if (!first.actAs().isEmpty() && !SaslText.prepared(first.actAs()).equals(name)) {
      return new Step.Refused("would act as another");
    }
    state = new Named(first, binding, name.get());
    return new Step.AskScram(new ScramLookup(connection, name.get(), "SHA-256"));
  }

  @Override
  public Step verifier(Optional<ScramVerifier> found) {
    if (!(state instanceof Named(ScramMessage.First first, String binding, String name))) {
      throw new IllegalStateException("waits for no verifier");
    }
    ScramVerifier verifier = found.orElseGet(() -> secrets.decoy(name));
    String nonce = first.nonce() + secrets.nonce();
    String challenge =
        "r="
            + nonce
            + ",s="
            + Base64.getEncoder().encodeToString(verifier.salt())
            + ",i="
            + verifier.iterations();
    state = new Challenged(first, binding, nonce, challenge, verifier, found.isPresent());
    return new Step.Challenge(challenge.getBytes(StandardCharsets.UTF_8));
  }

  private Step last(Challenged at, String text) {
    Optional<ScramMessage.Last> read = ScramMessage.last(text);
    if (read.isEmpty()) {
      return new Step.Broken("not a client-final-message");
    }
    ScramMessage.Last last = read.get();
    if (!last.binding().equals(at.binding)) { // RFC 5802 §5.1
      return new Step.Refused("channel bindings do not match");
    }
    if (!last.nonce().equals(at.nonce)) { // RFC 5802 §5.1
      return new Step.Refused("not the nonce of this exchange");
    }
    String proven = at.first.bare() + "," + at.challenge + "," + last.withoutProof();
    boolean right = verifies(at.verifier, last.proof(), proven);
    if (!right || !at.known) {
      return new Step.Refused(at.known ? "wrong password" : "unknown name");
    }
    byte[] signature = ScramFunctions.serverSignature(HASH, at.verifier.serverKey(), proven);
    state = new Shown(at.verifier.account());
    return new Step.Challenge(
        ("v=" + Base64.getEncoder().encodeToString(signature)).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean verifies(ScramVerifier verifier, byte[] proof, String proven) {
    return proof.length == verifier.storedKey().length
        && ScramFunctions.verifyClientProof(HASH, proof, verifier.storedKey(), proven);
  }

  @Override
  public Step answered(Optional<Login> login) {
    throw new IllegalStateException("SCRAM asks for no password");
  }

  /// How far the exchange is.
  private sealed interface State {}

  private record Fresh() implements State {}

  private record Named(ScramMessage.First first, String binding, String name) implements State {}

  private record Challenged(
      ScramMessage.First first,
      String binding,
      String nonce,
      String challenge,
      ScramVerifier verifier,
      boolean known)
      implements State {}

  private record Shown(String account) implements State {}
}
