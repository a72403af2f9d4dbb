// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.policy.Fuse.Leave;

class FuseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration REST = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it wraps around
  private final Fuse fuse = fuse(3);

  private Fuse fuse(int failures) {
    return new Fuse(new Breaker(failures, MINUTE, REST), now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void open() {
    assertThat(fuse.failed(Leave.FREE)).isFalse();
    assertThat(fuse.failed(Leave.FREE)).isFalse();
    assertThat(fuse.failed(Leave.FREE)).isTrue();
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
  }

  @Test
  void opensAfterEnoughFailures() {
    assertThat(fuse.leave()).isEqualTo(Leave.FREE);
    open();
  }

  @Test
  void failuresThatAreFarApartDoNotAddUp() {
    for (int i = 0; i < 10; i++) {
      assertThat(fuse.failed(Leave.FREE)).isFalse();
      assertThat(fuse.failed(Leave.FREE)).isFalse();
      pass(MINUTE.plusNanos(1));
    }
    assertThat(fuse.leave()).isEqualTo(Leave.FREE);
  }

  @Test
  void aFewFailuresAmongManyAnswersAreNoReason() {
    for (int i = 0; i < 100; i++) {
      assertThat(fuse.failed(Leave.FREE)).isFalse();
      fuse.well(Leave.FREE);
      fuse.well(Leave.FREE);
    }
    assertThat(fuse.leave()).isEqualTo(Leave.FREE);
  }

  @Test
  void afterItsRestOneQuestionIsLetThroughAndDecides() {
    open();
    pass(REST.minusNanos(1));
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
    pass(Duration.ofNanos(1));
    assertThat(fuse.leave()).isEqualTo(Leave.PROBE);
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
    assertThat(fuse.failed(Leave.PROBE)).isTrue();
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
    pass(REST);
    assertThat(fuse.leave()).isEqualTo(Leave.PROBE);
    assertThat(fuse.well(Leave.PROBE)).isTrue();
    assertThat(fuse.leave()).isEqualTo(Leave.FREE);
    open();
  }

  @Test
  void aQuestionOfWhichNothingIsHeardIsFollowedByAnother() {
    open();
    pass(REST);
    assertThat(fuse.leave()).isEqualTo(Leave.PROBE);
    pass(REST.minusNanos(1));
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
    pass(Duration.ofNanos(1));
    assertThat(fuse.leave()).isEqualTo(Leave.PROBE);
    assertThat(fuse.well(Leave.PROBE)).isTrue();
    assertThat(fuse.leave()).isEqualTo(Leave.FREE);
  }

  @Test
  void whatWasAskedBeforeItOpenedDecidesNothingAfterwards() {
    open();
    assertThat(fuse.well(Leave.FREE)).isFalse();
    assertThat(fuse.failed(Leave.FREE)).isFalse();
    assertThat(fuse.leave()).isEqualTo(Leave.NONE);
  }

  @Test
  void withoutALimitItNeverOpens() {
    Fuse always = fuse(0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(always.failed(Leave.FREE)).isFalse();
    }
    assertThat(always.leave()).isEqualTo(Leave.FREE);
  }
}
