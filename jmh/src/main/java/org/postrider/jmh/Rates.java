// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.time.Duration;
import java.util.Arrays;

/// Messages a second through a spool; medians of some rounds.
///
/// @param accepted made durable
/// @param settled found due, and recorded as delivered
/// @param relayed made durable and, each as soon as it was, recorded as delivered
record Rates(double accepted, double settled, double relayed) {
  private static final double NANOS = 1e9;

  /// Takes and settles the messages that are asked for, round after round.
  static Rates of(Traffic traffic, Options options) throws Exception {
    double[] accepted = new double[options.rounds()];
    double[] settled = new double[options.rounds()];
    double[] relayed = new double[options.rounds()];
    int count = options.messages();
    for (int round = 0; round < options.rounds(); round++) {
      long begun = System.nanoTime();
      traffic.accept(count, Duration.ZERO);
      accepted[round] = rate(count, begun);
      begun = System.nanoTime();
      int found = traffic.settleDue();
      settled[round] = rate(count, begun);
      if (found != count) {
        throw new IllegalStateException(found + " were due, not " + count);
      }
      begun = System.nanoTime();
      traffic.relay(count);
      relayed[round] = rate(count, begun);
      System.out.printf(
          "%,.0f accepted, %,.0f found due and settled, %,.0f accepted and settled a second%n",
          accepted[round], settled[round], relayed[round]);
    }
    return new Rates(median(accepted), median(settled), median(relayed));
  }

  private static double rate(int count, long begun) {
    return count * NANOS / (System.nanoTime() - begun);
  }

  private static double median(double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
