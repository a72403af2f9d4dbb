// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Piece;
import org.postrider.queue.store.journal.Position;
import org.postrider.queue.store.journal.Usage;
import org.postrider.queue.store.memory.Pieces;
import org.postrider.smtp.protocol.message.MessageId;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// What is written together: first to the journal, which makes it durable, then to the index. What
/// is in it cannot be read yet; so whoever wants to read and change a message says so by [#touch],
/// and what stands in the batch on that message is written first, unsynced: the sync at the end
/// covers all that went before it. For one thread.
final class Batch implements AutoCloseable {
  /// So large a batch is written, so that a wait stays short and memory bounded.
  private static final long MOST = 4 << 20;

  /// So many octets may still come: a piece, and what surrounds it and the changes.
  private static final int RESERVE = Pieces.SIZE + (16 << 10);

  private final WriteBatch writes = new WriteBatch(1 << 16);
  private final Set<MessageId> touched = new HashSet<>();
  private final Tally tally;
  private final Usage usage;
  private Store store;
  private long octets;
  private boolean failed;
  private boolean durable;

  /// Up to where the index has what the journal has.
  private volatile Position written = Position.START;

  Batch(Store store, Tally tally, Usage usage) {
    this.store = store;
    this.tally = tally;
    this.usage = usage;
  }

  /// From now on the batch is for another store; what is in it is dropped.
  void reset(Store other) {
    store = other;
    failed = false;
    clear();
  }

  void touch(MessageId id) throws IOException {
    if (!touched.add(id)) {
      write(false);
      touched.add(id);
    }
  }

  /// Appends a piece to the journal.
  Extent append(Piece piece) throws IOException {
    failed = true;
    Extent extent = store.journal().append(piece);
    failed = false;
    octets += extent.length();
    return extent;
  }

  void put(Database.Family family, byte[] key, byte[] record) throws IOException {
    try {
      writes.put(store.index().handle(family), key, record);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// For keys that may have been put several times.
  void delete(Database.Family family, byte[] key) throws IOException {
    try {
      writes.delete(store.index().handle(family), key);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// For keys that were put just once since they were last deleted: RocksDB then forgets both as
  /// soon as they meet.
  void deleteSingle(Database.Family family, byte[] key) throws IOException {
    try {
      writes.singleDelete(store.index().handle(family), key);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// Up to where the index has what the journal has. Any thread.
  Position written() {
    return written;
  }

  /// Whether it is to be written before anything is added: it is large, or about to go on in
  /// another segment, which would take a sync of its own.
  boolean isFull() {
    return octets() >= MOST || writes.getDataSize() + RESERVE > store.journal().room();
  }

  long octets() {
    return octets + writes.getDataSize();
  }

  /// Whether a write has failed since the last reset: what was in the batch is lost, unless it is
  /// durable.
  boolean hasFailed() {
    return failed;
  }

  /// Whether the write that has failed had made its octets durable before.
  boolean isDurable() {
    return durable;
  }

  /// Writes what is there; where `sync`, that and all that was written before is durable then.
  void write(boolean sync) throws IOException {
    failed = true;
    durable = false;
    tally.record(this);
    recordUsage();
    if (writes.count() > 0) {
      append();
    }
    if (sync || store.index().inMemory() > Tuning.BUFFER / 2) { // else RocksDB might be ahead
      store.journal().sync();
      durable = true;
    } else {
      store.journal().write();
    }
    if (writes.count() > 0) {
      Position end = store.journal().end();
      put(Database.Family.INDEX, Keys.checkpoint(), Records.position(Keys.checkpoint(), end));
      store.index().write(writes);
      written = end;
    }
    failed = false;
    durable = false;
    clear();
  }

  private void recordUsage() throws IOException {
    for (long segment : usage.changed()) {
      long live = usage.live(segment);
      byte[] key = Keys.live(segment);
      if (live == 0) {
        delete(Database.Family.INDEX, key);
      } else {
        put(Database.Family.INDEX, key, Records.number(key, live));
      }
    }
  }

  private void append() throws IOException {
    try {
      store.journal().append(writes.data());
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  void clear() {
    writes.clear();
    touched.clear();
    octets = 0;
  }

  @Override
  public void close() {
    writes.close();
  }
}
