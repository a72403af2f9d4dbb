// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.time.Duration;
import java.util.Locale;
import org.postrider.plugins.api.Settings;
import org.postrider.smtp.server.OnFailure;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.PolicySet.Guard;

/// What the keys that stand in every plug-in's block ask for.
///
/// @param memorySize octets
/// @param submitsPerHour messages of its own
record Bounds(Guard guard, long memorySize, int submitsPerHour) {
  private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(5);
  private static final Duration LONGEST_REST = Duration.ofDays(1);
  private static final int MOST_AT_ONCE = 100_000;
  private static final int SUBMITS = 1_000;
  private static final int MOST_SUBMITS = 1_000_000;
  private static final int MOST_FAILURES = 1_000_000;
  private static final long MEMORY = 32L << 20;
  private static final long LEAST_MEMORY = 64L << 10;

  /// Reads them; throws `SettingsException`.
  static Bounds read(Settings settings) {
    Guard defaults = Guard.defaults();
    Duration deadline = time(settings, "deadline", defaults.deadline(), LONGEST_DEADLINE);
    int atOnce = (int) settings.number("at-once", defaults.atOnce(), 1, MOST_AT_ONCE);
    return new Bounds(
        new Guard(
            deadline,
            atOnce,
            onFailure(settings, defaults.onFailure()),
            breaker(settings, defaults.breaker()),
            settings.flag("shadow", defaults.shadow())),
        memorySize(settings),
        (int) settings.number("submits-per-hour", SUBMITS, 0, MOST_SUBMITS));
  }

  private static Duration time(Settings settings, String key, Duration absent, Duration most) {
    Duration time = settings.duration(key, absent);
    if (!time.isPositive() || time.compareTo(most) > 0) {
      String longest = most.toMinutes() < 60 ? most.toMinutes() + "m" : most.toDays() + "d";
      throw settings.wrong(key, "has to be more than 0s and at most " + longest);
    }
    return time;
  }

  private static OnFailure onFailure(Settings settings, OnFailure absent) {
    return switch (settings.text("on-failure", absent.name().toLowerCase(Locale.ROOT))) {
      case "defer" -> OnFailure.DEFER;
      case "pass" -> OnFailure.PASS;
      default -> throw settings.wrong("on-failure", "has to be \"defer\" or \"pass\"");
    };
  }

  private static Breaker breaker(Settings settings, Breaker absent) {
    return new Breaker(
        (int) settings.number("breaker-failures", absent.failures(), 0, MOST_FAILURES),
        time(settings, "breaker-within", absent.within(), LONGEST_REST),
        time(settings, "breaker-rest", absent.rest(), LONGEST_REST));
  }

  private static long memorySize(Settings settings) {
    long size = settings.size("memory-size", MEMORY);
    if (size < LEAST_MEMORY) {
      throw settings.wrong("memory-size", "has to be at least 64KiB");
    }
    return size;
  }
}
