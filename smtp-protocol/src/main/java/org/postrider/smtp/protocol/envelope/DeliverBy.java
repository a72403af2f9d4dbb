// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// By when a message's sender wants it delivered. Immutable.
///
/// @param at when that is
/// @param returned whether it is to come back undelivered then; else its author is told that it is
///   late, and it is tried on
/// @param traced whether its author is told of each host that it is relayed to
/// @rfc 2852 §4
public record DeliverBy(Instant at, boolean returned, boolean traced) {
  private static final Pattern VALUE = Pattern.compile("(?i)([+-]?[0-9]{1,9});([NR])(T?)");
  private static final long MOST_SECONDS = 999_999_999;

  /// The value of BY, said at `now`; null where it is none.
  public static @Nullable DeliverBy parse(String value, Instant now) {
    Matcher matcher = VALUE.matcher(value);
    if (!matcher.matches()) {
      return null;
    }
    long seconds = Long.parseLong(matcher.group(1));
    boolean returned = matcher.group(2).equalsIgnoreCase("R");
    return returned && seconds <= 0
        ? null
        : new DeliverBy(now.plusSeconds(seconds), returned, !matcher.group(3).isEmpty());
  }

  /// Whole seconds that are left; below nothing once the time has passed.
  public long left(Instant now) {
    return Math.clamp(Duration.between(now, at).toSeconds(), -MOST_SECONDS, MOST_SECONDS);
  }

  /// The value of BY, said at `now`.
  public String value(Instant now) {
    return left(now) + (returned ? ";R" : ";N") + (traced ? "T" : "");
  }
}
