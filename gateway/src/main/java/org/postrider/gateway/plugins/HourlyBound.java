// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How often something may be done within an hour, which begins with the first time. Any thread.
final class HourlyBound {
  private static final Duration HOUR = Duration.ofHours(1);

  private final int most;
  private final InstantSource clock;
  private Instant began = Instant.EPOCH;
  private int count;

  HourlyBound(int most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
  }

  /// Counts one; false where it is one too many.
  synchronized boolean take() {
    Instant now = clock.instant();
    if (!now.isBefore(began.plus(HOUR))) {
      began = now;
      count = 0;
    }
    if (count >= most) {
      return false;
    }
    count++;
    return true;
  }
}
