// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.time.Duration;
import java.util.List;

/// When a deferred recipient is tried again. RFC 5321 §4.5.4.1 asks for growing waits, at least 30
/// minutes once the first tries have failed, and four to five days in all.
///
/// @param waits before the second attempt, the third …; the last one repeats
/// @param giveUp how long after acceptance a recipient fails
/// @param warnAfter how long after acceptance the author is told of the delay; zero: never
public record RetrySchedule(List<Duration> waits, Duration giveUp, Duration warnAfter) {
  /// Checks and copies.
  public RetrySchedule {
    waits = List.copyOf(waits);
    if (waits.isEmpty()
        || waits.stream().anyMatch(w -> w.isNegative() || w.isZero())
        || giveUp.isNegative()
        || giveUp.isZero()
        || warnAfter.isNegative()) {
      throw new IllegalArgumentException("retry schedule out of range");
    }
  }

  /// 1, 5, 15, 30 minutes, 1, 2, 4 hours and so on; a warning after 4 hours; 5 days in all.
  public static RetrySchedule defaults() {
    return new RetrySchedule(
        List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4)),
        Duration.ofDays(5),
        Duration.ofHours(4));
  }
}
