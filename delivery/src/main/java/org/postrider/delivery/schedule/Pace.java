// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;

/// When a site may be given the next message, so that there are never more in any period than its
/// rate says: up to a tenth of them at once, and the others one by one. Guarded by [Sites].
final class Pace {
  /// As fast as it goes.
  static final Pace ANY = new Pace();

  /// Of what may go in a period, what may go at once.
  private static final int BURST = 10;

  private final HopLimits.@Nullable Rate rate;

  /// Nanoseconds from one to the next.
  private final long each;

  /// How much earlier than its turn one may go.
  private final long early;

  /// When the next one would go, if all went evenly.
  private long turn;

  private Pace() {
    rate = null;
    each = 0;
    early = 0;
  }

  /// From `now` on, in nanoseconds.
  Pace(HopLimits.Rate rate, long now) {
    int burst = Math.max(1, rate.messages() / BURST);
    this.rate = rate;
    each = rate.period().toNanos() / Math.max(1, rate.messages() - burst);
    early = each * (burst - 1);
    turn = now;
  }

  boolean isOf(HopLimits.Rate other) {
    return other.equals(rate);
  }

  /// Nanoseconds until the next one may go; 0 or less where it may go now.
  long untilNext(long now) {
    return rate == null ? 0 : turn - early - now;
  }

  /// One goes.
  void go(long now) {
    if (rate != null) {
      turn = Math.max(turn, now) + each;
    }
  }

  /// Whether it is as if none had gone.
  boolean isRested(long now) {
    return turn <= now;
  }
}
