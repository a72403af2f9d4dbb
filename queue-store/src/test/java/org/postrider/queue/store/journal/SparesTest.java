// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Spare files are made, used again and given up; not by whoever was closed.
class SparesTest {
  private static final long LATER = 10_000_000_000L;

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();

  private Spares open(List<Path> found) throws IOException {
    Spares spares = new Spares(directory, found.size(), nanos::get);
    for (Path file : found) {
      spares.give(file);
    }
    return spares;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }

  @Test
  void fillsOneFileOnceNoneWasTakenForAWhile() throws Exception {
    try (Spares spares = open(List.of())) {
      Path taken = spares.take(Segment.SIZE);
      spares.fill();
      assertThat(files()).containsExactly(taken);
      nanos.addAndGet(LATER);
      spares.fill();
      spares.fill();
      assertThat(files()).hasSize(2);
      Path second = spares.take(Segment.SIZE);
      assertThat(second).isNotEqualTo(taken).hasSize(Segment.SIZE);
      assertThat(files()).hasSize(2);
    }
  }

  @Test
  void givesUpWhatIsNotNeeded() throws Exception {
    try (Spares first = open(List.of())) {
      for (int file = 0; file < 2; file++) {
        nanos.addAndGet(LATER);
        first.fill();
        first.take(Segment.SIZE);
      }
    }
    try (Spares spares = open(files())) {
      spares.relax();
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void discardsLaterWhatCannotServeAgain() throws Exception {
    try (Spares spares = open(List.of())) {
      Path cutShort = Files.writeString(spares.take(Segment.SIZE), "mail");
      spares.give(cutShort);
      assertThat(cutShort).exists();
      spares.discard();
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void leavesToItsSuccessorWhatIsThere() throws Exception {
    Spares closed = open(List.of());
    nanos.addAndGet(LATER);
    closed.close();
    try (Spares successor = open(List.of())) {
      Path taken = Files.writeString(successor.take(Segment.SIZE), "mail");
      closed.fill();
      assertThat(files()).containsExactly(taken);
      assertThat(taken).hasContent("mail");
    }
  }

  @Test
  void deletesNothingThatItsSuccessorUses() throws Exception {
    try (Spares first = open(List.of())) {
      for (int file = 0; file < 2; file++) {
        nanos.addAndGet(LATER);
        first.fill();
        first.take(Segment.SIZE);
      }
    }
    List<Path> both = files();
    Spares closed = open(both);
    closed.give(Files.writeString(both.getFirst(), "another use"));
    closed.close();
    closed.relax();
    closed.discard();
    assertThat(files()).isEqualTo(both);
  }
}
