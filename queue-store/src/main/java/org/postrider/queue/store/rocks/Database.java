// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.journal.Durable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The index: RocksDB, open. It keeps no log of its own: what it has not made durable when the
/// process ends is given to it again from the journal. Reading holds a shared lock and closing an
/// exclusive one, because RocksDB crashes the whole process when it is used after it was closed.
final class Database implements AutoCloseable {
  /// The families of records, each with its own files.
  enum Family {
    /// Envelopes, entries, due times: small, and rewritten at each attempt.
    INDEX(1),
    /// What could not be read, for people to look at.
    DAMAGED(2);

    /// RocksDB wants its default family, which stays empty, first.
    private final int place;

    Family(int place) {
      this.place = place;
    }
  }

  /// Looks at a record of a scan; false ends it.
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] key, byte[] record) throws IOException;
  }

  private final List<RocksObject> natives;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
  private final FlushOptions waiting = options(true);
  private final FlushOptions notWaiting = options(false);
  private final ReadOptions once = reading();
  private final Lock reading;
  private final Lock closing;
  private volatile boolean closed;

  private Database(List<RocksObject> natives, RocksDB db, List<ColumnFamilyHandle> families) {
    this.natives = natives;
    this.db = db;
    this.families = families;
    ReadWriteLock lock = new ReentrantReadWriteLock();
    reading = lock.readLock();
    closing = lock.writeLock();
  }

  /// Opens the files under `directory`, making them where there are none.
  static Database open(Path directory) throws IOException {
    Durable.make(directory);
    try {
      return openAsItIs(directory);
    } catch (IOException e) {
      if (CurrentFile.mend(directory)) {
        return openAsItIs(directory);
      }
      throw e;
    }
  }

  private static Database openAsItIs(Path directory) throws IOException {
    List<RocksObject> natives = new ArrayList<>();
    List<ColumnFamilyHandle> families = new ArrayList<>();
    try {
      Tuning tuning = new Tuning(natives);
      RocksDB db =
          RocksDB.open(tuning.database(), directory.toString(), tuning.families(), families);
      return new Database(natives, db, families);
    } catch (RocksDBException e) {
      natives.forEach(RocksObject::close);
      throw failure(e);
    }
  }

  /// What RocksDB's word means to us.
  static IOException failure(RocksDBException e) {
    Status status = e.getStatus();
    String said = String.valueOf(e.getMessage());
    if ((status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || NoSpaceException.isMeant(said)) {
      return new NoSpaceException(said, e);
    }
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new DamagedException(said, e);
    }
    return new IOException(said, e);
  }

  /// Each record has a sum of its own. With RocksDB's, which is over many of them, one that is
  /// damaged would take its neighbours along.
  private static ReadOptions reading() {
    return new ReadOptions().setFillCache(false).setVerifyChecksums(false);
  }

  /// Whether it was closed, with the spool or to be opened anew.
  boolean isClosed() {
    return closed;
  }

  private void begin() throws IOException {
    reading.lock();
    if (closed) {
      reading.unlock();
      throw new IOException("the spool is closed");
    }
  }

  /// What RocksDB knows a family by; it crashes the process when it is given one of a store that is
  /// closed.
  ColumnFamilyHandle handle(Family family) throws IOException {
    if (closed) {
      throw new IOException("the spool is closed");
    }
    return families.get(family.place);
  }

  /// The record under a key, or null.
  byte @Nullable [] get(Family family, byte[] key) throws IOException {
    begin();
    try {
      return db.get(handle(family), once, key);
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  /// Visits the records from `from` on, up to `to` without it, in order, as they were at one
  /// moment. The bounds keep RocksDB from walking over what was deleted before and after.
  void scan(Family family, byte[] from, byte[] to, Visitor visitor) throws IOException {
    begin();
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(to);
        ReadOptions options = reading().setIterateLowerBound(lower).setIterateUpperBound(upper);
        RocksIterator at = db.newIterator(handle(family), options)) {
      for (at.seek(from); at.isValid(); at.next()) {
        if (!visitor.visit(at.key(), at.value())) {
          return;
        }
      }
      at.status();
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  private static FlushOptions options(boolean wait) {
    return new FlushOptions().setWaitForFlush(wait).setAllowWriteStall(true);
  }

  /// Writes a batch into memory; [#flush] makes it durable.
  void write(WriteBatch batch) throws IOException {
    begin();
    try {
      db.write(unlogged, batch);
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  /// Writes a batch that was serialized, and what comes after it.
  void write(byte[] batch, byte[] key, byte[] record) throws IOException {
    try (WriteBatch writes = new WriteBatch(batch)) {
      writes.put(handle(Family.INDEX), key, record);
      write(writes);
    } catch (RocksDBException e) {
      throw failure(e);
    }
  }

  /// Makes durable what was written before; where `wait`, that is so when this returns, and else
  /// once [#isFlushed].
  void flush(boolean wait) throws IOException {
    begin();
    try {
      db.flush(wait ? waiting : notWaiting, families);
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  /// How many octets are in memory only, about.
  long inMemory() throws IOException {
    return property("rocksdb.cur-size-active-mem-table");
  }

  /// Whether all flushes that were begun have ended.
  boolean isFlushed() throws IOException {
    return property("rocksdb.num-immutable-mem-table") == 0;
  }

  /// A number that RocksDB tells of itself, over all families.
  long property(String name) throws IOException {
    begin();
    try {
      return db.getAggregatedLongProperty(name);
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      families.forEach(RocksObject::close);
      db.closeE();
    } catch (RocksDBException e) {
      throw failure(e);
    } finally {
      unlogged.close();
      waiting.close();
      notWaiting.close();
      once.close();
      natives.forEach(RocksObject::close);
      closing.unlock();
    }
  }
}
