// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// When a sender wants to hear of a recipient: `NEVER`, or one or more of `SUCCESS`, `FAILURE` and
/// `DELAY`. Immutable.
///
/// @rfc 3461 §4.1
public record Notify(boolean success, boolean failure, boolean delay) {
  /// Never, whatever happens.
  public static final Notify NEVER = new Notify(false, false, false);

  /// Of failures and delays, as where nothing is said.
  public static final Notify USUAL = new Notify(false, true, true);

  /// Reads the value of the parameter, in any case of letters; null for what is none.
  public static @Nullable Notify parse(String value) {
    String words = value.toUpperCase(Locale.ROOT);
    if (words.equals("NEVER")) {
      return NEVER;
    }
    Notify found = NEVER;
    for (String word : words.split(",", -1)) {
      switch (word) {
        case "SUCCESS" -> found = new Notify(true, found.failure, found.delay);
        case "FAILURE" -> found = new Notify(found.success, true, found.delay);
        case "DELAY" -> found = new Notify(found.success, found.failure, true);
        default -> {
          return null;
        }
      }
    }
    return found;
  }

  /// The same, and of a delay too; but never where it is never.
  public Notify orDelay() {
    return equals(NEVER) ? this : new Notify(success, failure, true);
  }

  /// The value of the parameter.
  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(",").setEmptyValue("NEVER");
    if (success) {
      words.add("SUCCESS");
    }
    if (failure) {
      words.add("FAILURE");
    }
    if (delay) {
      words.add("DELAY");
    }
    return words.toString();
  }
}
