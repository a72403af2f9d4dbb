// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.HopLimits;
import org.postrider.testkit.Seed;

class PaceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({"1, 60", "2, 60", "9, 1", "10, 3600", "37, 60", "600, 3600"})
  void noPeriodHasMoreThanTheRateSays(int messages, int seconds) {
    Seed.repeat(20, random -> noPeriodHasMore(messages, Duration.ofSeconds(seconds), random));
  }

  private static void noPeriodHasMore(int messages, Duration period, RandomGenerator random) {
    Pace pace = new Pace(new HopLimits.Rate(messages, period), 5);
    List<Long> gone = new ArrayList<>();
    long now = 5;
    while (gone.size() < 4 * messages) {
      long wait = pace.untilNext(now);
      if (wait > 0) {
        now += random.nextBoolean() ? wait : 1 + random.nextLong(wait);
      } else {
        pace.go(now);
        gone.add(now);
        now += random.nextInt(20) == 0 ? random.nextLong(2 * period.toNanos()) : 0;
      }
    }
    for (int i = messages; i < gone.size(); i++) {
      // what is lost by dividing is less than a nanosecond for each
      assertThat(gone.get(i) - gone.get(i - messages)).isGreaterThan(period.toNanos() - messages);
    }
  }

  @Test
  void aTenthMayGoAtOnceAndAllInThePeriod() {
    Pace pace = new Pace(new HopLimits.Rate(100, MINUTE), 0);
    for (int i = 0; i < 10; i++) {
      assertThat(pace.untilNext(0)).isLessThanOrEqualTo(0);
      pace.go(0);
    }
    assertThat(pace.untilNext(0)).isEqualTo(MINUTE.dividedBy(90).toNanos());
    assertThat(pace.isRested(0)).isFalse();
    long now = 0;
    for (int i = 10; i < 100; i++) {
      now += pace.untilNext(now);
      pace.go(now);
    }
    assertThat(now).isLessThanOrEqualTo(MINUTE.toNanos());
    assertThat(pace.isRested(now + MINUTE.toNanos())).isTrue();
  }

  @Test
  void whatHasNoRateNeverWaits() {
    Pace.ANY.go(1);
    assertThat(Pace.ANY.untilNext(1)).isLessThanOrEqualTo(0);
  }
}
