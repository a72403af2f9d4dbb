// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key that a program shows instead of its account's password. Only a hash of it is kept; 160
/// random bits need no slow one.
///
/// @param id names the key without being secret; part of the key itself, so that it is found at
///   once
/// @param hash SHA-256 of the key
/// @param made the day, by UTC
/// @param label the operator's words, or `""`
@SuppressWarnings("ArrayRecordComponent") // compared by matches alone
record ApiKey(String id, String account, byte[] hash, LocalDate made, String label) {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int ID_DIGITS = 10;
  private static final int SECRET_DIGITS = 32;
  private static final Pattern FORM =
      Pattern.compile("prk_([0-9a-z]{%d})_[0-9a-z]{%d}".formatted(ID_DIGITS, SECRET_DIGITS));
  private static final Pattern ID = Pattern.compile("[0-9a-z]{%d}".formatted(ID_DIGITS));
  private static final String HASH_PREFIX = "sha256:";

  /// A new key's text: `prk_ID_SECRET`.
  static String secret(RandomGenerator random) {
    return "prk_" + digits(random, ID_DIGITS) + "_" + digits(random, SECRET_DIGITS);
  }

  private static String digits(RandomGenerator random, int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    StringBuilder text = new StringBuilder(count);
    for (byte octet : octets) {
      text.append(DIGITS.charAt(octet & 31));
    }
    return text.toString();
  }

  /// The id in a key's text; empty for what does not look like a key.
  static Optional<String> idIn(String secret) {
    Matcher part = FORM.matcher(secret);
    return part.matches() ? Optional.of(part.group(1)) : Optional.empty();
  }

  static ApiKey of(String secret, String account, LocalDate made, String label) {
    return new ApiKey(idIn(secret).orElseThrow(), account, hashOf(secret), made, label);
  }

  boolean matches(String secret) {
    return MessageDigest.isEqual(hash, hashOf(secret));
  }

  private static byte[] hashOf(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Reads what follows `key` in the file; throws `IllegalArgumentException`.
  static ApiKey parse(String text) {
    String[] word = text.split("[ \t]+", 5);
    if (word.length < 4 || !ID.matcher(word[0]).matches() || !word[2].startsWith(HASH_PREFIX)) {
      throw new IllegalArgumentException("a key is: key ID ACCOUNT sha256:HEX YYYY-MM-DD LABEL");
    }
    byte[] hash = HexFormat.of().parseHex(word[2].substring(HASH_PREFIX.length()));
    if (hash.length != 32) {
      throw new IllegalArgumentException("a key's hash has 64 hexadecimal digits");
    }
    return new ApiKey(word[0], word[1], hash, day(word[3]), word.length == 5 ? word[4] : "");
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("a day is YYYY-MM-DD, not " + text, e);
    }
  }

  /// How it stands in the file, after `key`.
  String text() {
    String words =
        id + " " + account + " " + HASH_PREFIX + HexFormat.of().formatHex(hash) + " " + made;
    return label.isEmpty() ? words : words + " " + label;
  }
}
