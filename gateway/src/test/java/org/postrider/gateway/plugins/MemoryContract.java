// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Memory;

/// What every memory of plug-ins does, whatever keeps it.
abstract class MemoryContract {
  private static final Duration HOUR = Duration.ofHours(1);

  /// The memory, always the same one.
  abstract Memory memory();

  /// Moves the memory's clock.
  abstract void advance(Duration by);

  @Test
  void aValueIsFoundUntilItsTimeHasPassed() throws IOException {
    assertThat(memory().find("key")).isEmpty();
    memory().put("key", "value", HOUR);
    advance(HOUR.minusMillis(1));
    assertThat(memory().find("key")).contains("value");
    advance(Duration.ofMillis(1));
    assertThat(memory().find("key")).isEmpty();
  }

  @Test
  void puttingAgainBeginsTheTimeAnew() throws IOException {
    memory().put("key", "first", HOUR);
    advance(Duration.ofMinutes(50));
    memory().put("key", "second", HOUR);
    advance(Duration.ofMinutes(50));
    assertThat(memory().find("key")).contains("second");
  }

  @Test
  void onlyTheFirstIsPutWhereNothingIs() throws IOException {
    assertThat(memory().putIfAbsent("key", "first", HOUR)).isTrue();
    assertThat(memory().putIfAbsent("key", "second", HOUR)).isFalse();
    assertThat(memory().find("key")).contains("first");
    advance(HOUR);
    assertThat(memory().putIfAbsent("key", "third", HOUR)).isTrue();
    assertThat(memory().find("key")).contains("third");
  }

  @Test
  void onlyWhatIsExpectedIsReplaced() throws IOException {
    assertThat(memory().replace("key", "first", "second", HOUR)).isFalse();
    assertThat(memory().find("key")).isEmpty();
    memory().put("key", "first", HOUR);
    advance(Duration.ofMinutes(30));
    assertThat(memory().replace("key", "other", "second", HOUR)).isFalse();
    assertThat(memory().replace("key", "first", "second", HOUR)).isTrue();
    advance(Duration.ofMinutes(40));
    assertThat(memory().find("key")).contains("second");
    advance(HOUR);
    assertThat(memory().replace("key", "second", "third", HOUR)).isFalse();
  }

  @Test
  void whatIsRemovedIsGone() throws IOException {
    memory().remove("key");
    memory().put("key", "value", HOUR);
    memory().add("key", 1, HOUR);
    memory().remove("key");
    assertThat(memory().find("key")).isEmpty();
    assertThat(memory().add("key", 0, HOUR)).isEqualTo(1);
  }

  @Test
  void aCounterAddsUpWithinTheWindowThatItsFirstBegan() throws IOException {
    assertThat(memory().add("key", 3, HOUR)).isEqualTo(3);
    advance(Duration.ofMinutes(59));
    assertThat(memory().add("key", 4, HOUR)).isEqualTo(7);
    assertThat(memory().find("key")).isEmpty();
    advance(Duration.ofMinutes(1));
    assertThat(memory().add("key", 1, HOUR)).isEqualTo(1);
  }

  @Test
  void addingNothingTellsTheSumAndBeginsNoWindow() throws IOException {
    assertThat(memory().add("key", 0, HOUR)).isZero();
    advance(Duration.ofMinutes(30));
    memory().add("key", 5, HOUR);
    advance(Duration.ofMinutes(40));
    assertThat(memory().add("key", 0, HOUR)).isEqualTo(5);
  }

  @Test
  void additionsFromManyThreadsAreAllCounted() throws Exception {
    List<Future<Long>> sums = new ArrayList<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        sums.add(many.submit(() -> memory().add("key", 1, HOUR)));
      }
    }
    List<Long> heard = new ArrayList<>();
    for (Future<Long> sum : sums) {
      heard.add(sum.get());
    }
    assertThat(heard).doesNotHaveDuplicates().contains(1L, 1_000L);
  }

  @Test
  void ofManyThatSwapOneWins() throws Exception {
    memory().put("key", "first", HOUR);
    List<Future<Boolean>> swaps = new ArrayList<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        swaps.add(many.submit(() -> memory().replace("key", "first", "second", HOUR)));
      }
    }
    int won = 0;
    for (Future<Boolean> swap : swaps) {
      won += swap.get() ? 1 : 0;
    }
    assertThat(won).isEqualTo(1);
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    String key = "k".repeat(Memory.LONGEST_KEY);
    String value = "v".repeat(Memory.LONGEST_VALUE);
    assertThatIllegalArgumentException().isThrownBy(() -> memory().find(""));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().find(key + "k"));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().remove(""));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().put("", value, HOUR));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().put(key, value + "v", HOUR));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory().putIfAbsent(key, value, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory().replace(key, "", value, Memory.LONGEST_TIME.plusMillis(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().add(key, -1, HOUR));
    assertThatIllegalArgumentException().isThrownBy(() -> memory().add("", 1, HOUR));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory().add(key, 1, Duration.ofSeconds(-1)));
  }

  @Test
  void whatIsJustWithinBoundsIsKept() throws IOException {
    String key = "\ud83d\udce8".repeat(Memory.LONGEST_KEY / 2);
    String value = "\ud83d\udce8".repeat(Memory.LONGEST_VALUE / 2);
    memory().put(key, value, Memory.LONGEST_TIME);
    assertThat(memory().find(key)).contains(value);
  }
}
