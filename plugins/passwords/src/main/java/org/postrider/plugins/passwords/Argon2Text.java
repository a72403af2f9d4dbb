// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// An Argon2id hash as the PHC string that other programs write too:
/// `$argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH`. It serves PLAIN and LOGIN, and cannot serve
/// SCRAM.
///
/// @param kib memory, in KiB
/// @rfc 9106 §3
@SuppressWarnings("ArrayRecordComponent") // compared by matches alone
public record Argon2Text(int kib, int passes, int lanes, byte[] salt, byte[] hash)
    implements Verifier {
  static final String PREFIX = "$argon2id$";

  private static final int KIB = 19 * 1_024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_OCTETS = 16;
  private static final int HASH_OCTETS = 32;

  /// What one check may use; a line that asks for more is refused, lest it be a way to stop us.
  private static final int MOST_KIB = 256 * 1_024;

  private static final int MOST_PASSES = 64;
  private static final int MOST_LANES = 16;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /// A new one; `password` is prepared by SASLprep.
  public static Argon2Text of(String password, RandomGenerator random) {
    byte[] salt = new byte[SALT_OCTETS];
    random.nextBytes(salt);
    Argon2Text empty = new Argon2Text(KIB, PASSES, LANES, salt, new byte[HASH_OCTETS]);
    return new Argon2Text(KIB, PASSES, LANES, salt, empty.hashOf(password));
  }

  static Argon2Text parse(String text) {
    Matcher part = FORM.matcher(text);
    if (!part.matches()) {
      throw new IllegalArgumentException(
          "an Argon2 verifier is $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH");
    }
    int kib = Integer.parseInt(part.group(1));
    int passes = Integer.parseInt(part.group(2));
    int lanes = Integer.parseInt(part.group(3));
    boolean within =
        lanes >= 1
            && lanes <= MOST_LANES
            && passes >= 1
            && passes <= MOST_PASSES
            && kib >= 8 * lanes // RFC 9106 §3.1
            && kib <= MOST_KIB;
    if (!within) {
      throw new IllegalArgumentException(
          "an Argon2 verifier has m from 8*p to %d, t from 1 to %d, p from 1 to %d"
              .formatted(MOST_KIB, MOST_PASSES, MOST_LANES));
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new Argon2Text(
        kib, passes, lanes, base64.decode(part.group(4)), base64.decode(part.group(5)));
  }

  @Override
  public boolean matches(String password) {
    return MessageDigest.isEqual(hashOf(password), hash);
  }

  private byte[] hashOf(String password) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] result = new byte[hash.length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
    return result;
  }

  @Override
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return PREFIX
        + "v=19$m=%d,t=%d,p=%d$".formatted(kib, passes, lanes)
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }
}
