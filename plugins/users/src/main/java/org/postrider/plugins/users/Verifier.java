// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

/// What is kept of a password: enough to recognise it, not enough to say it. Immutable.
sealed interface Verifier permits ScramText, Argon2Text {
  /// Whether this is the password, prepared by SASLprep. Takes tens of milliseconds of CPU.
  boolean matches(String password);

  /// How it stands in the file; [#parse] reads it back.
  String text();

  /// Reads a verifier; throws `IllegalArgumentException` that says what would be right.
  static Verifier parse(String text) {
    if (text.startsWith(ScramText.PREFIX)) {
      return ScramText.parse(text);
    }
    if (text.startsWith(Argon2Text.PREFIX)) {
      return Argon2Text.parse(text);
    }
    throw new IllegalArgumentException(
        "a verifier starts with " + ScramText.PREFIX + " or " + Argon2Text.PREFIX);
  }
}
