// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksObject;
import org.rocksdb.TablePropertiesCollectorFactory;

/// How RocksDB is set up as an index of mail: most records are deleted before they ever leave the
/// memtable, and those that stay wait long. Owns the native objects that it makes by putting them
/// into a list.
final class Tuning {
  private static final long MIB = 1 << 20;

  /// Hardly ever reached, since the spool flushes earlier. From half of it on nothing is given to
  /// RocksDB that the journal has not made durable, so that it may flush by itself.
  static final long BUFFER = 128 * MIB;

  private static final int BUFFERS = 3;
  private static final long BLOCK_CACHE = 8 * MIB;
  private static final double BLOOM_BITS = 10;

  /// A file where half of so many keys in a row are deletions is rewritten: space comes back.
  private static final long DELETION_WINDOW = 1000;

  private static final long DELETION_TRIGGER = 500;

  /// So is one where this share of all keys are.
  private static final double DELETION_SHARE = 0.5;

  private final List<RocksObject> natives;

  Tuning(List<RocksObject> natives) {
    this.natives = natives;
  }

  private <T extends RocksObject> T owned(T object) {
    natives.add(object);
    return object;
  }

  DBOptions database() {
    return owned(new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setUseFsync(false)
        // All families leave memory together, so that what is on the disk is what was at one
        // moment.
        .setAtomicFlush(true)
        // What the journal could not make durable must not outlive it here.
        .setAvoidFlushDuringShutdown(true)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(3)
        .setStatsDumpPeriodSec(0);
  }

  List<ColumnFamilyDescriptor> families() {
    Cache cache = owned(new LRUCache(BLOCK_CACHE));
    return List.of(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family(cache)),
        descriptor("index", family(cache)),
        descriptor("damaged", family(cache)));
  }

  private static ColumnFamilyDescriptor descriptor(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
  }

  private ColumnFamilyOptions family(Cache cache) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(owned(new BloomFilter(BLOOM_BITS)));
    // Only Options can be given a collector; what is built from them keeps it.
    Options options = owned(new Options());
    options.setTablePropertiesCollectorFactory(
        List.of(
            owned(
                TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                    DELETION_WINDOW, DELETION_TRIGGER, DELETION_SHARE))));
    return owned(new ColumnFamilyOptions(options))
        .setWriteBufferSize(BUFFER)
        .setMaxWriteBufferNumber(BUFFERS)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(table);
  }
}
