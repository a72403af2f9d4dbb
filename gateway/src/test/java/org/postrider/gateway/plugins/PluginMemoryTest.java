// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Memory;
import org.postrider.testkit.ManualClock;

/// The memory of the gateway: bounded, and there again after a restart.
class PluginMemoryTest extends MemoryContract {
  private static final long SIZE = 1L << 20;
  private static final Duration DAY = Duration.ofDays(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-05T12:00:00Z"));
  @TempDir private Path data;
  private final PluginMemory plain = new PluginMemory(clock, SIZE);

  @Override
  Memory memory() {
    return plain;
  }

  @Override
  void advance(Duration by) {
    clock.advance(by);
  }

  private Path directory() {
    return data.resolve("memory");
  }

  private Memories opened() {
    return new Memories(directory(), clock);
  }

  @Test
  void aRestartForgetsOnlyWhatHasExpiredMeanwhile() throws Exception {
    Memories before = opened();
    Memory memory = before.of("greylist", SIZE);
    try (AutoCloseable _ = before.keep()) {
      memory.put("key", "välue", DAY);
      memory.put("short", "value", Duration.ofMinutes(1));
      memory.add("key", 7, DAY);
      before.of("limits", SIZE).put("key", "another", DAY);
    }
    advance(Duration.ofHours(1));
    Memory after = opened().of("greylist", SIZE);
    assertThat(after.find("key")).contains("välue");
    assertThat(after.find("short")).isEmpty();
    assertThat(after.add("key", 0, DAY)).isEqualTo(7);
    advance(Duration.ofHours(23));
    assertThat(after.find("key")).isEmpty();
    assertThat(after.add("key", 0, DAY)).isZero();
  }

  @Test
  void aReloadKeepsThePluginsMemory() throws IOException {
    Memories memories = opened();
    memories.of("greylist", SIZE).put("key", "value", DAY);
    assertThat(memories.of("greylist", 2 * SIZE).find("key")).contains("value");
    assertThat(memories.of("limits", SIZE).find("key")).isEmpty();
  }

  @Test
  void nothingIsWrittenBeforeTheDirectoryIsOursNorWithoutNeed() throws Exception {
    Memories memories = opened();
    memories.of("greylist", SIZE).put("key", "value", DAY);
    assertThat(directory()).doesNotExist();
    memories.keep().close();
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).containsExactly(directory().resolve("greylist.memory"));
    }
    Files.delete(directory().resolve("greylist.memory"));
    memories.keep().close();
    assertThat(directory()).isEmptyDirectory();
  }

  @Test
  void aDamagedFileIsSetAsideAndForgotten() throws Exception {
    Memories before = opened();
    before.of("greylist", SIZE).put("key", "value", DAY);
    before.keep().close();
    Path file = directory().resolve("greylist.memory");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i += 7) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      Files.write(file, damaged);
      Memory after = opened().of("greylist", SIZE);
      assertThat(after.find("key")).as("octet %d", i).isEmpty();
      assertThat(file).doesNotExist();
      assertThat(directory().resolve("greylist.memory.damaged")).hasBinaryContent(damaged);
    }
  }

  @Test
  void whatCannotBeWrittenIsTriedAgain() throws Exception {
    Memories memories = opened();
    memories.of("greylist", SIZE).put("key", "value", DAY);
    Files.writeString(directory(), "a file where the directory should be");
    memories.keep().close();
    Files.delete(directory());
    memories.keep().close();
    assertThat(opened().of("greylist", SIZE).find("key")).contains("value");
  }

  @Test
  void aFullMemoryForgetsSomethingAndStaysWithinItsSize() throws IOException {
    for (int i = 0; i < 100_000; i++) {
      plain.put("key " + i, "value", DAY);
    }
    int entries = plain.all().size();
    assertThat(entries).isBetween(2_000, 4_096);
    plain.resize(SIZE / 2);
    assertThat(plain.all()).hasSizeLessThanOrEqualTo(entries / 2 + 1);
  }
}
