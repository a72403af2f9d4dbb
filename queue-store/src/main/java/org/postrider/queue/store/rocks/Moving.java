// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Journal;
import org.postrider.queue.store.journal.Piece;

/// A segment on its way to be given up: what is of use in it is written once more, some of it at
/// each step, content by content. For one thread.
final class Moving {
  private final Store store;
  private final long segment;
  private final Queue<List<Journal.Found>> contents;

  private Moving(Store store, long segment, Queue<List<Journal.Found>> contents) {
    this.store = store;
    this.segment = segment;
    this.contents = contents;
  }

  static Moving of(Store store, long segment) throws IOException {
    Map<Long, List<Journal.Found>> byContent =
        store.journal().pieces(segment).stream()
            .collect(Collectors.groupingBy(Journal.Found::content));
    return new Moving(store, segment, new ArrayDeque<>(byContent.values()));
  }

  /// Whether it was begun in this store, and not in one that was closed since.
  boolean isOf(Store now) {
    return store.equals(now);
  }

  /// Moves about so many octets, and waits for that; whether there is more to do.
  boolean step(Committer committer, int octets) throws IOException {
    List<Moved> moved = new ArrayList<>();
    int size = 0;
    while (size < octets && !contents.isEmpty()) {
      List<Journal.Found> pieces = contents.remove();
      Map<Integer, Piece> current = current(pieces);
      if (!current.isEmpty()) {
        moved.add(new Moved(pieces.getFirst().content(), current));
        size += current.values().stream().mapToInt(piece -> piece.octets().remaining()).sum();
      }
    }
    if (!moved.isEmpty()) {
      Step step = new Step(moved, segment, new CompletableFuture<>());
      committer.submit(step);
      if (!step.finished.join()) {
        throw new IOException("nothing can be written at present");
      }
    }
    return !contents.isEmpty();
  }

  /// Those of the pieces that are still of use.
  private Map<Integer, Piece> current(List<Journal.Found> pieces) throws IOException {
    Map<Integer, Piece> current = new HashMap<>();
    List<Extent> extents = Extents.of(store.index(), pieces.getFirst().content());
    for (Journal.Found found : pieces) {
      boolean inUse =
          found.number() < extents.size() && found.extent().equals(extents.get(found.number()));
      ByteBuffer octets = inUse ? store.journal().read(found.extent()) : null;
      if (octets != null) {
        current.put(found.number(), Piece.of(found.content(), found.number(), octets));
      }
    }
    return current;
  }

  /// Pieces of a content that find another place.
  private record Moved(long content, Map<Integer, Piece> pieces) {}

  /// What is moved together.
  private record Step(List<Moved> contents, long from, CompletableFuture<Boolean> finished)
      implements Work {
    @Override
    public void apply(Ledger ledger) throws IOException {
      ledger.batch().write(false); // contents are known by number: nothing else may be in the batch
      for (Moved moved : contents) {
        ledger.relocate(moved.content(), moved.pieces(), from);
      }
      ledger.batch().write(false);
    }

    @Override
    public boolean mustBeDurable() {
      return false;
    }

    @Override
    public void done() {
      finished.complete(true);
    }

    @Override
    public void failed(SpoolRefusal why) {
      finished.complete(false);
    }
  }
}
