// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.postrider.queue.store.memory.Pieces;
import org.postrider.smtp.protocol.message.MessageId;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// What is written together. What is in it cannot be read yet; so whoever wants to read and change
/// a message says so by [#touch], and what stands in the batch on that message is written first,
/// unsynced: the sync at the end covers all that went before it in the log. For one thread.
final class Batch implements AutoCloseable {
  private final WriteBatch writes = new WriteBatch(1 << 16);
  private final Set<MessageId> touched = new HashSet<>();
  private final ByteBuffer keyRoom = ByteBuffer.allocateDirect(64);
  private final ByteBuffer recordRoom = ByteBuffer.allocateDirect(Records.HEADER + Pieces.SIZE);
  private Database database;
  private boolean failed;

  Batch(Database database) {
    this.database = database;
  }

  /// From now on the batch is for another database; what is in it is dropped.
  void reset(Database other) {
    database = other;
    failed = false;
    clear();
  }

  void touch(MessageId id) throws IOException {
    if (!touched.add(id)) {
      write(false);
      touched.add(id);
    }
  }

  void put(Database.Family family, byte[] key, byte[] record) throws IOException {
    try {
      writes.put(database.handle(family), key, record);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// A piece goes by way of memory outside the heap: JNI would copy an array once more.
  void put(Parcel.Octets piece) throws IOException {
    keyRoom.clear().put(piece.key()).flip();
    recordRoom
        .clear()
        .put(Records.FORMAT)
        .putInt(piece.sum())
        .put(piece.octets().duplicate())
        .flip();
    try {
      writes.put(database.handle(Database.Family.CONTENT), keyRoom, recordRoom);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// For keys that may have been put several times.
  void delete(Database.Family family, byte[] key) throws IOException {
    try {
      writes.delete(database.handle(family), key);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  /// For keys that were put just once since they were last deleted: RocksDB then forgets both as
  /// soon as they meet.
  void deleteSingle(Database.Family family, byte[] key) throws IOException {
    try {
      writes.singleDelete(database.handle(family), key);
    } catch (RocksDBException e) {
      throw Database.failure(e);
    }
  }

  long octets() {
    return writes.getDataSize();
  }

  /// Whether a write has failed since the last reset: what was in the batch is lost.
  boolean hasFailed() {
    return failed;
  }

  /// Writes what is there, or where that is nothing, makes durable what was written before.
  void write(boolean sync) throws IOException {
    failed = true;
    if (writes.count() > 0) {
      database.write(writes, sync);
    } else if (sync) {
      database.sync();
    }
    failed = false;
    clear();
  }

  void clear() {
    writes.clear();
    touched.clear();
  }

  @Override
  public void close() {
    writes.close();
  }
}
