// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.Seed;

/// What is appended is found again, and what is durable is never written again.
class JournalTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;
  private final RandomGenerator random = Seed.random();
  private final List<byte[]> redone = new ArrayList<>();

  private Journal open() throws IOException {
    redone.clear();
    return Journal.open(
        directory, new Usage(), Position.START, null, (batch, _) -> redone.add(batch));
  }

  private byte[] octets(int most) {
    byte[] octets = new byte[1 + random.nextInt(most)];
    random.nextBytes(octets);
    return octets;
  }

  @Test
  void endsThePageWithEachSync() throws Exception {
    List<byte[]> changes = new ArrayList<>();
    List<Journal.Found> pieces = new ArrayList<>();
    try (Journal journal = open()) {
      for (int content = 1; content <= 2_000; content++) {
        ByteBuffer octets = ByteBuffer.wrap(octets(content % 2 == 0 ? 100 : 3 * PAGE));
        Extent extent = journal.append(Piece.of(content, 7, octets));
        pieces.add(new Journal.Found(content, 7, extent));
        if (random.nextBoolean()) {
          changes.add(octets(200));
          journal.append(changes.getLast());
          journal.sync();
          assertThat(journal.durable()).isEqualTo(journal.end());
          assertThat(journal.end().offset() % PAGE).isZero();
        }
      }
      journal.sync();
      List<Journal.Found> found = new ArrayList<>();
      for (long segment = 1; segment <= journal.end().segment(); segment++) {
        found.addAll(journal.pieces(segment));
      }
      assertThat(found).containsExactlyElementsOf(pieces);
    }
    try (Journal journal = open()) {
      assertThat(redone).containsExactlyElementsOf(changes);
      assertThat(journal.damage()).isEmpty();
      assertThat(journal.end().segment()).isGreaterThan(1);
    }
  }

  @Test
  void leavesAloneWhatIsDurable() throws Exception {
    try (Journal journal = open()) {
      journal.append(Piece.of(1, 0, ByteBuffer.wrap(octets(PAGE))));
      journal.sync();
      Position durable = journal.durable();
      journal.sync(); // nothing new: nothing to end
      assertThat(journal.end()).isEqualTo(durable);
      Extent next = journal.append(Piece.of(2, 0, ByteBuffer.wrap(octets(PAGE))));
      assertThat(next.offset()).isEqualTo(durable.offset());
      assertThat(next.offset() % PAGE).isZero();
    }
  }
}
