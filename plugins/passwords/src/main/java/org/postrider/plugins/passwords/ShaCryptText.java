// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;

/// A SHA-256 or SHA-512 hash as crypt(3) writes it, brought from elsewhere.
record ShaCryptText(String text) implements Verifier {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\$[56]\\$(?:rounds=([0-9]{4,9})\\$)?[^$:\\s]{1,16})\\$[./A-Za-z0-9]{43,86}");
  private static final String SHA_256 = "$5$";
  private static final String SHA_512 = "$6$";

  /// About a second.
  private static final int MOST_ROUNDS = 1_000_000;

  static boolean isOne(String text) {
    return text.startsWith(SHA_256) || text.startsWith(SHA_512);
  }

  static ShaCryptText parse(String text) {
    Matcher parts = FORM.matcher(text);
    int hash = text.length() - text.lastIndexOf('$') - 1;
    if (!parts.matches() || hash != (text.startsWith(SHA_256) ? 43 : 86)) {
      throw new IllegalArgumentException("a SHA-crypt verifier is $6$rounds=N$SALT$HASH or $5$…");
    }
    if (parts.group(2) != null && Integer.parseInt(parts.group(2)) > MOST_ROUNDS) {
      throw new IllegalArgumentException(
          "a SHA-crypt verifier has at most %d rounds".formatted(MOST_ROUNDS));
    }
    return new ShaCryptText(text);
  }

  @Override
  public boolean matches(String password) {
    byte[] octets = password.getBytes(StandardCharsets.UTF_8);
    String salt = text.substring(0, text.lastIndexOf('$'));
    String again =
        text.startsWith(SHA_256)
            ? Sha2Crypt.sha256Crypt(octets, salt)
            : Sha2Crypt.sha512Crypt(octets, salt);
    return MessageDigest.isEqual(
        again.getBytes(StandardCharsets.US_ASCII), text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Without the hash.
  @Override
  public String toString() {
    return "ShaCryptText";
  }
}
