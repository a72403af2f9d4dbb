// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.postrider.plugins.api.ScramVerifier;

/// A SCRAM-SHA-256 verifier, written `SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER` with the last
/// three in base64. It serves PLAIN and LOGIN as well.
///
/// @rfc 5802 §3
/// @rfc 5803 §2
public record ScramText(ScramVerifier keys) implements Verifier {
  /// How one begins.
  static final String PREFIX = "SCRAM-SHA-256$";

  /// RFC 7677 §4 asks for at least 4096; the upper bound keeps one log-in below a few seconds.
  static final int LEAST_ITERATIONS = 4_096;

  static final int MOST_ITERATIONS = 5_000_000;

  private static final ScramMechanism HASH = ScramMechanism.SCRAM_SHA_256;
  private static final int KEY_OCTETS = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{1,7}):([A-Za-z0-9+/=]{1,128})"
              + "\\$([A-Za-z0-9+/=]{44}):([A-Za-z0-9+/=]{44})");

  /// A new one; `password` is prepared by SASLprep.
  public static ScramText of(String account, String password, RandomGenerator random) {
    byte[] salt = new byte[ScramVerifier.SALT_OCTETS];
    random.nextBytes(salt);
    byte[] salted = salted(password, salt, ScramVerifier.ITERATIONS);
    return new ScramText(
        new ScramVerifier(
            account,
            salt,
            ScramVerifier.ITERATIONS,
            storedKey(salted),
            ScramFunctions.serverKey(HASH, salted)));
  }

  /// One that no known password matches and that costs as much to ask as any of ours. Its keys are
  /// drawn and not derived, so that a start does not wait for a derivation.
  public static ScramText unmatched(RandomGenerator random) {
    byte[] salt = new byte[ScramVerifier.SALT_OCTETS];
    random.nextBytes(salt);
    byte[] stored = new byte[KEY_OCTETS];
    random.nextBytes(stored);
    byte[] server = new byte[KEY_OCTETS];
    random.nextBytes(server);
    return new ScramText(new ScramVerifier("", salt, ScramVerifier.ITERATIONS, stored, server));
  }

  static ScramText parse(String text) {
    Matcher part = FORM.matcher(text);
    if (!part.matches()) {
      throw new IllegalArgumentException(
          "a SCRAM verifier is SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER in base64");
    }
    int iterations = Integer.parseInt(part.group(1));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "a SCRAM verifier has from %d to %d iterations"
              .formatted(LEAST_ITERATIONS, MOST_ITERATIONS));
    }
    byte[] salt = Base64.getDecoder().decode(part.group(2));
    byte[] stored = Base64.getDecoder().decode(part.group(3));
    byte[] server = Base64.getDecoder().decode(part.group(4));
    if (stored.length != KEY_OCTETS || server.length != KEY_OCTETS) {
      throw new IllegalArgumentException("the keys of a SCRAM verifier have 32 octets each");
    }
    return new ScramText(new ScramVerifier("", salt, iterations, stored, server));
  }

  /// The same for the exchange itself.
  public ScramVerifier of(String account) {
    return new ScramVerifier(
        account, keys.salt(), keys.iterations(), keys.storedKey(), keys.serverKey());
  }

  @Override
  public boolean matches(String password) {
    byte[] salted = salted(password, keys.salt(), keys.iterations());
    return MessageDigest.isEqual(storedKey(salted), keys.storedKey());
  }

  /// Hi of RFC 5802 §2.2, which is PBKDF2. The library's own takes either ASCII only or prepares
  /// again, as if for storage, what has been prepared for comparison.
  private static byte[] salted(String password, byte[] salt, int iterations) {
    PBEKeySpec what = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_OCTETS * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(what).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
    } finally {
      what.clearPassword();
    }
  }

  private static byte[] storedKey(byte[] salted) {
    return ScramFunctions.storedKey(HASH, ScramFunctions.clientKey(HASH, salted));
  }

  @Override
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return PREFIX
        + keys.iterations()
        + ":"
        + base64.encodeToString(keys.salt())
        + "$"
        + base64.encodeToString(keys.storedKey())
        + ":"
        + base64.encodeToString(keys.serverKey());
  }
}
