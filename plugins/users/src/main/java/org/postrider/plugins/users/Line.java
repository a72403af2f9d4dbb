// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import org.postrider.plugins.passwords.Verifier;

/// One line of the file: `user NAME VERIFIER`, `key ID ACCOUNT HASH DAY LABEL`, or nothing that
/// matters (blank, or a comment that starts with `#`).
sealed interface Line {
  /// An account.
  record User(String name, Verifier verifier) implements Line {}

  /// An API key.
  record Key(ApiKey key) implements Line {}

  /// Blank, or a comment.
  record Other() implements Line {}

  /// Reads a line; throws `IllegalArgumentException` that says what would be right.
  static Line parse(String text) {
    String line = text.strip();
    if (line.isEmpty() || line.startsWith("#")) {
      return new Other();
    }
    String[] word = line.split("[ \t]+", 3);
    if (word.length == 3 && word[0].equals("user")) {
      String name = Roster.name(word[1]);
      if (!name.equals(word[1])) {
        throw new IllegalArgumentException("the name would be stored as " + name);
      }
      return new User(name, Verifier.parse(word[2]));
    }
    if (word.length == 3 && word[0].equals("key")) {
      return new Key(ApiKey.parse(line.substring("key".length()).strip()));
    }
    throw new IllegalArgumentException("a line is: user NAME VERIFIER, key …, or a # comment");
  }

  /// The line as it is written.
  default String text() {
    return switch (this) {
      case User(String name, Verifier verifier) -> "user " + name + " " + verifier.text();
      case Key(ApiKey key) -> "key " + key.text();
      case Other() -> "";
    };
  }
}
