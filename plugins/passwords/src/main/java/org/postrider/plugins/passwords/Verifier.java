// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

/// What is kept of a password: enough to recognise it, not enough to say it. Immutable.
public sealed interface Verifier permits ScramText, Argon2Text, BcryptText, ShaCryptText {
  /// Whether this is the password, prepared by SASLprep. Takes tens of milliseconds of CPU, so it
  /// is to be run by [Hashing].
  boolean matches(String password);

  /// How it is written; [#parse] reads it back.
  String text();

  /// Reads a verifier by how it begins: `SCRAM-SHA-256$`, `$argon2id$`, `$2a$`, `$2b$`, `$2y$`
  /// (bcrypt), `$5$`, `$6$` (SHA-crypt). A scheme in braces before that, as others write it, is
  /// read over: the form says which it is. Throws `IllegalArgumentException` that says what would
  /// be right, and nothing of what is kept.
  static Verifier parse(String text) {
    String bare = text.substring(text.startsWith("{") ? text.indexOf('}') + 1 : 0);
    if (bare.startsWith(ScramText.PREFIX)) {
      return ScramText.parse(bare);
    }
    if (bare.startsWith(Argon2Text.PREFIX)) {
      return Argon2Text.parse(bare);
    }
    if (BcryptText.isOne(bare)) {
      return BcryptText.parse(bare);
    }
    if (ShaCryptText.isOne(bare)) {
      return ShaCryptText.parse(bare);
    }
    throw new IllegalArgumentException(
        "a verifier starts with %s, %s, $2b$, $5$ or $6$"
            .formatted(ScramText.PREFIX, Argon2Text.PREFIX));
  }
}
