// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message's sender wants it held for a time. Immutable.
///
/// @param at when it may go
/// @param request as notifications tell it: `for;` with seconds, or `until;` with a date and time
/// @rfc 4865 §3
/// @rfc 4865 §5.1.2
public record FutureRelease(Instant at, String request) {
  /// Digits of HOLDFOR's value.
  private static final int MOST_DIGITS = 9;

  /// The value of HOLDFOR, said at `now`; null where it is none.
  public static @Nullable FutureRelease holdFor(String value, Instant now) {
    boolean isNumber =
        !value.isEmpty()
            && value.length() <= MOST_DIGITS
            && value.charAt(0) != '0'
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber
        ? new FutureRelease(now.plus(Duration.ofSeconds(Long.parseLong(value))), "for;" + value)
        : null;
  }

  /// The value of HOLDUNTIL, a date and time in UTC; null where it is none.
  public static @Nullable FutureRelease holdUntil(String value) {
    if (!value.matches("(?i)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z")) {
      return null;
    }
    try {
      return new FutureRelease(Instant.parse(value), "until;" + value);
    } catch (DateTimeException _) {
      return null; // such as the 30th of February
    }
  }
}
