// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.function.ThrowingConsumer;

/// Randomness that can be repeated. Every run draws a new seed, and a failure names it; the system
/// property `seed` sets it: `-Dseed=42`.
public final class Seed {
  private static final long FIRST = Long.getLong("seed", System.nanoTime());

  private Seed() {}

  /// Gives `property` a new source of randomness, `times` over. What it throws is thrown on, under
  /// an error that tells how to run just that round again.
  public static void repeat(int times, ThrowingConsumer<RandomGenerator> property) {
    for (int round = 0; round < times; round++) {
      long seed = FIRST + round;
      try {
        property.accept(new SplittableRandom(seed));
      } catch (Throwable failure) {
        throw new AssertionError("with seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  /// One source of randomness, its seed printed.
  public static RandomGenerator random() {
    System.out.println("seed " + FIRST);
    return new SplittableRandom(FIRST);
  }
}
