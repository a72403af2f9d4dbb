// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.sender.Terms.Identity;

/// The client's half of SCRAM, as functions of what was said: both sides show that they know the
/// password, and neither says it. With -PLUS both also show that they are the two ends of one TLS
/// channel.
///
/// @rfc 5802 §5
/// @rfc 7677 §3
public final class Scram {
  /// With fewer, what we say is too cheap a test for guesses at the password (RFC 7677 §4).
  static final int LEAST_ITERATIONS = 4_096;

  /// More takes seconds of a processor for each connection, which nobody can want but to do harm.
  static final int MOST_ITERATIONS = 2_000_000;

  private static final int NONCE_OCTETS = 18;

  /// The server-first-message; attributes that we do not know may follow.
  private static final Pattern CHALLENGE =
      Pattern.compile(
          "r=([!-+\\--~]{1,512}),s=([A-Za-z0-9+/=]{1,512}),i=([1-9][0-9]{0,8})(?:,[A-Za-z]=.*)?");

  private Scram() {}

  /// A hash function, the better one first.
  public enum Hash {
    /// Of 256 bits (RFC 7677).
    SHA_256("SHA-256", 32),
    /// Of 160 bits, which is what old hosts know (RFC 5802).
    SHA_1("SHA-1", 20);

    private final String text;
    private final int octets;

    Hash(String text, int octets) {
      this.text = text;
      this.octets = octets;
    }

    String mechanism() {
      return "SCRAM-" + text;
    }

    String boundMechanism() {
      return mechanism() + "-PLUS"; // RFC 5802 §4
    }

    private String hmac() {
      return "Hmac" + text.replace("-", "");
    }
  }

  /// What we begin with.
  ///
  /// @param header the gs2-header
  /// @param binding the header and what the channel is known by, in base64
  /// @param bare the client-first-message-bare, which is part of what is signed
  public record Opening(Hash hash, String nonce, String header, String binding, String bare) {
    /// The command that says it.
    String command() {
      String mechanism = header.startsWith("p=") ? hash.boundMechanism() : hash.mechanism();
      return "AUTH " + mechanism + " " + base64((header + bare).getBytes(UTF_8)) + "\r\n";
    }
  }

  /// What the host has made of an [Opening], as far as it can be read.
  sealed interface Heard permits Challenge, Unusable {}

  /// Salt, a count, and the nonce of both sides; `text` is what was said.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Challenge(Opening opening, String nonce, String text, byte[] salt, int iterations)
      implements Heard {}

  /// Cannot be answered.
  record Unusable(String why) implements Heard {}

  /// What is computed from the password; costs the more the more iterations there are.
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Derivation(Hash hash, String password, byte[] salt, int iterations) {
    /// Hi of RFC 5802 §2.2, which is PBKDF2. Takes up to seconds, so not for an event loop.
    public byte[] salted() {
      PBEKeySpec what = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.octets * 8);
      try {
        return SecretKeyFactory.getInstance("PBKDF2With" + hash.hmac())
            .generateSecret(what)
            .getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has PBKDF2With" + hash.hmac(), e);
      } finally {
        what.clearPassword();
      }
    }

    /// Without the password.
    @Override
    public String toString() {
      return "Derivation[" + hash + ", " + iterations + "]";
    }
  }

  /// Our proof, and the signature by which the host proves that it knows the password too.
  record Answer(String text, String signature) {}

  /// A nonce that `random`, which has to be a strong one, gives to nobody else.
  public static String nonce(RandomGenerator random) {
    byte[] octets = new byte[NONCE_OCTETS];
    random.nextBytes(octets);
    return base64(octets);
  }

  /// Whether one of our mechanisms is among these.
  static boolean isAmong(Set<String> mechanisms) {
    for (Hash hash : Hash.values()) {
      if (mechanisms.contains(hash.mechanism()) || mechanisms.contains(hash.boundMechanism())) {
        return true;
      }
    }
    return false;
  }

  /// Begins by the best of these mechanisms; null where none can be used. `exporter` is what TLS
  /// has exported for `tls-exporter`, or null.
  ///
  /// @rfc 9266 §3
  static @Nullable Opening open(
      Identity identity, Set<String> mechanisms, String nonce, byte @Nullable [] exporter) {
    for (Hash hash : Hash.values()) {
      boolean bound = exporter != null && mechanisms.contains(hash.boundMechanism());
      if (bound || mechanisms.contains(hash.mechanism())) {
        // RFC 5802 §6: who could bind, and is offered nothing to bind by, has to say so.
        boolean hidden = mechanisms.stream().noneMatch(each -> each.endsWith("-PLUS"));
        String header = bound ? "p=tls-exporter,," : exporter != null && hidden ? "y,," : "n,,";
        byte[] data = bound && exporter != null ? exporter : new byte[0];
        String name = Preparation.prepared(identity.name());
        String bare = "n=" + name.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
        return new Opening(hash, nonce, header, base64(joined(header, data)), bare);
      }
    }
    return null;
  }

  private static byte[] joined(String header, byte[] data) {
    byte[] said = header.getBytes(UTF_8);
    byte[] all = new byte[said.length + data.length];
    System.arraycopy(said, 0, all, 0, said.length);
    System.arraycopy(data, 0, all, said.length, data.length);
    return all;
  }

  /// Reads the host's challenge, which is still base64.
  static Heard challenge(Opening opening, String encoded) {
    String text = decoded(encoded);
    Matcher part = CHALLENGE.matcher(text);
    if (!part.matches()) { // an extension that is demanded, too: RFC 5802 §5.1
      return new Unusable("the host's SCRAM challenge makes no sense");
    }
    String nonce = part.group(1);
    if (!nonce.startsWith(opening.nonce()) || nonce.length() == opening.nonce().length()) {
      return new Unusable("the host's SCRAM challenge is for somebody else"); // RFC 5802 §5.1
    }
    int iterations = Integer.parseInt(part.group(3));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      return new Unusable(
          "the host wants %d iterations of SCRAM, and we take from %d to %d"
              .formatted(iterations, LEAST_ITERATIONS, MOST_ITERATIONS));
    }
    byte[] salt = octets(part.group(2));
    return salt.length == 0
        ? new Unusable("the host's SCRAM challenge has no salt")
        : new Challenge(opening, nonce, text, salt, iterations);
  }

  /// What has to be computed before a challenge can be answered.
  static Derivation derivation(Identity identity, Challenge challenge) {
    return new Derivation(
        challenge.opening().hash(),
        Preparation.prepared(identity.password()),
        challenge.salt(),
        challenge.iterations());
  }

  /// Answers a challenge with what [Derivation#salted] gave.
  ///
  /// @rfc 5802 §3
  static Answer answer(Challenge challenge, byte[] salted) {
    Opening opening = challenge.opening();
    Hash hash = opening.hash();
    String withoutProof = "c=" + opening.binding() + ",r=" + challenge.nonce();
    String signed = opening.bare() + "," + challenge.text() + "," + withoutProof;
    byte[] proof = hmac(hash, salted, "Client Key");
    byte[] signature = hmac(hash, digest(hash, proof), signed);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    return new Answer(
        base64((withoutProof + ",p=" + base64(proof)).getBytes(UTF_8)),
        base64(hmac(hash, hmac(hash, salted, "Server Key"), signed)));
  }

  /// Whether the host's last words, which are still base64, hold its signature.
  static boolean proves(String encoded, String signature) {
    String text = decoded(encoded);
    int end = text.indexOf(',');
    return (end < 0 ? text : text.substring(0, end)).equals("v=" + signature);
  }

  private static String decoded(String encoded) {
    return new String(octets(encoded), UTF_8);
  }

  /// The octets that base64 stands for; none for what is not base64.
  private static byte[] octets(String encoded) {
    try {
      return Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  private static byte[] hmac(Hash hash, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(hash.hmac());
      mac.init(new SecretKeySpec(key, hash.hmac()));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + hash.hmac(), e);
    }
  }

  private static byte[] digest(Hash hash, byte[] octets) {
    try {
      return MessageDigest.getInstance(hash.text).digest(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + hash.text, e);
    }
  }
}
