// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A message's sender wants it held for a time. Immutable.
///
/// @param at when it may go
/// @param request as notifications tell it: `for;` with seconds, or `until;` with a date and time
/// @rfc 4865 §3
/// @rfc 4865 §5.1.2
public record FutureRelease(Instant at, String request) {
  private static final String FOR = "for;";
  private static final String UNTIL = "until;";
  private static final Pattern INTERVAL = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern DATE_TIME =
      Pattern.compile("(?i)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");

  /// Throws `IllegalArgumentException` where the request is none.
  public FutureRelease {
    if (!is(request, FOR, INTERVAL) && !is(request, UNTIL, DATE_TIME)) {
      throw new IllegalArgumentException("no request to hold a message: " + request);
    }
  }

  private static boolean is(String request, String kind, Pattern value) {
    return request.startsWith(kind) && value.matcher(request.substring(kind.length())).matches();
  }

  /// The value of HOLDFOR, said at `now`; null where it is none.
  public static @Nullable FutureRelease holdFor(String value, Instant now) {
    return INTERVAL.matcher(value).matches()
        ? new FutureRelease(now.plus(Duration.ofSeconds(Long.parseLong(value))), FOR + value)
        : null;
  }

  /// The value of HOLDUNTIL, a date and time in UTC; null where it is none.
  public static @Nullable FutureRelease holdUntil(String value) {
    if (!DATE_TIME.matcher(value).matches()) {
      return null;
    }
    try {
      return new FutureRelease(Instant.parse(value), UNTIL + value);
    } catch (DateTimeException _) {
      return null; // such as the 30th of February
    }
  }
}
