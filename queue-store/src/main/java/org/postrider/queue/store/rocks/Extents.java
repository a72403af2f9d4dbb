// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.rocks.Database.Family;

/// The pieces of one content, wherever they stand: read once, and again where one has been moved
/// meanwhile. Any thread.
final class Extents {
  private final Store store;
  private final long content;
  private volatile @Nullable List<Extent> known;

  Extents(Store store, long content) {
    this.store = store;
    this.content = content;
  }

  /// Where the pieces of a content are now; none where it is gone.
  static List<Extent> of(Database index, long content) throws IOException {
    byte[] key = Keys.content(content);
    byte[] record = index.get(Family.INDEX, key);
    return record == null ? List.of() : Records.extents(key, record);
  }

  /// The octets of a piece, from position to limit; null where it is gone.
  @Nullable ByteBuffer piece(int number) throws IOException {
    List<Extent> before = known;
    ByteBuffer octets = before == null ? null : piece(before, number);
    while (octets == null) {
      List<Extent> now = of(store.index(), content);
      if (now.equals(before) || number >= now.size()) {
        return null;
      }
      known = now;
      before = now;
      octets = piece(now, number);
    }
    return octets;
  }

  private @Nullable ByteBuffer piece(List<Extent> extents, int number) throws IOException {
    return number < extents.size() ? store.journal().read(extents.get(number)) : null;
  }
}
