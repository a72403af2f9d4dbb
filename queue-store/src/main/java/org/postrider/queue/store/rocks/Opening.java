// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postrider.queue.store.rocks.Database.Family;
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens what a spool left behind, however it ended, and puts it in order: what was never committed
/// is swept, what cannot be read is set aside, everything else is counted.
final class Opening {
  /// The layout of the whole directory. A spool of a later one is not touched.
  static final int FORMAT = 1;

  /// What the directories begin with that keep damaged logs.
  static final String DAMAGED_LOG = "damaged-log-";

  private static final int SWEEP_OCTETS = 1 << 16;
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final Path directory;
  private final AtHand atHand;
  private final Tally tally;
  private final InstantSource clock;

  Opening(Path directory, AtHand atHand, Tally tally, InstantSource clock) {
    this.directory = directory;
    this.atHand = atHand;
    this.tally = tally;
    this.clock = clock;
  }

  /// A store in order.
  ///
  /// @param generation how often it was opened, this time included: contents are numbered within it
  /// @param damaged how many damaged records and logs were set aside, ever
  record Opened(Database database, long generation, long damaged) {}

  Opened open() throws IOException {
    Files.createDirectories(directory);
    checkFormat();
    NativeLibrary.load(directory.resolve("native"));
    Database database = database();
    boolean done = false;
    Ledger ledger = new Ledger(database, atHand, tally);
    try (Batch batch = ledger.batch()) {
      atHand.clear();
      tally.clear();
      long generation = nextGeneration(database, batch);
      sweep(database, batch);
      long damaged = count(database, ledger) + logsSetAside();
      done = true;
      return new Opened(database, generation, damaged);
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  private void checkFormat() throws IOException {
    Path file = directory.resolve("FORMAT");
    if (!Files.exists(file)) {
      Path part = directory.resolve("FORMAT.part");
      Files.writeString(part, FORMAT + "\n", StandardCharsets.US_ASCII);
      sync(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
      return;
    }
    String format = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!format.equals(Integer.toString(FORMAT))) {
      throw new IOException(
          "the spool in %s has format %s; this Postrider knows format %d only"
              .formatted(directory, format.isEmpty() ? "nothing" : format, FORMAT));
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// A log may end in the middle of a record: that was never synced, hence never acknowledged. A
  /// log that is damaged before its end may have lost what was; then it is kept for people to look
  /// at, what can be read of it is, and nobody is left in the dark.
  private Database database() throws IOException {
    Path store = directory.resolve("store");
    try {
      return Database.open(store, WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (DamagedException e) {
      Path kept = keepLogs(store);
      log.error("the spool's log is damaged: {}; it is kept in {}", e.getMessage(), kept);
      try {
        return Database.open(store, WALRecoveryMode.PointInTimeRecovery);
      } catch (IOException again) {
        again.addSuppressed(e);
        throw new IOException("the spool in " + directory + " cannot be read", again);
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("LOCK")) {
        throw new IOException(
            "the spool in " + directory + " is in use by another process, or not ours to write", e);
      }
      throw new IOException("the spool in " + directory + " cannot be opened", e);
    }
  }

  private Path keepLogs(Path store) throws IOException {
    int number = 1;
    Path kept = directory.resolve(DAMAGED_LOG + 1);
    while (Files.exists(kept)) {
      kept = directory.resolve(DAMAGED_LOG + ++number);
    }
    Files.createDirectory(kept);
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        Files.copy(file, kept.resolve(file.getFileName().toString()));
      }
    }
    return kept;
  }

  private long logsSetAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.getFileName().toString().startsWith(DAMAGED_LOG)).count();
    }
  }

  private static long nextGeneration(Database database, Batch batch) throws IOException {
    byte[] key = {Keys.GENERATION};
    byte[] last = database.get(Family.INDEX, key);
    long next = last == null ? 1 : ByteBuffer.wrap(last).getLong() + 1;
    batch.put(Family.INDEX, key, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    batch.write(true);
    return next;
  }

  /// Removes the pieces of messages that were on their way in.
  private static void sweep(Database database, Batch batch) throws IOException {
    List<byte[]> staged = new ArrayList<>();
    byte[] prefix = {Keys.STAGING};
    database.scan(Family.INDEX, prefix, Keys.after(prefix), (key, _) -> staged.add(key));
    for (byte[] mark : staged) {
      byte[] content = ByteBuffer.allocate(Long.BYTES).put(mark, 1, Long.BYTES).array();
      List<byte[]> pieces = new ArrayList<>();
      database.scan(Family.CONTENT, content, Keys.after(content), (key, _) -> pieces.add(key));
      for (byte[] piece : pieces) {
        batch.deleteSingle(Family.CONTENT, piece);
      }
      batch.deleteSingle(Family.INDEX, mark);
      if (batch.octets() > SWEEP_OCTETS) {
        batch.write(false);
      }
    }
    batch.write(true);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Unreadable(byte[] key, Aside.Reason why) {}

  /// Counts the entries, and sets aside those that cannot be read; how many records are set aside.
  private long count(Database database, Ledger ledger) throws IOException {
    byte[] prefix = {Keys.ENTRY};
    List<Unreadable> unreadable = new ArrayList<>();
    database.scan(
        Family.INDEX,
        prefix,
        Keys.after(prefix),
        (key, record) -> {
          try {
            Records.Glance glance = Records.glance(key, record);
            tally.add(glance.destination(), glance.held());
          } catch (DamagedException e) {
            log.error("an entry of {} is damaged: {}", Keys.messageOf(key), e.getMessage());
            unreadable.add(new Unreadable(key, Aside.Reason.of(clock, e)));
          }
          return true;
        });
    for (Unreadable each : unreadable) {
      ledger.setAside(each.key(), each.why());
    }
    ledger.batch().write(true);
    long[] damaged = {0};
    database.scan(
        Family.DAMAGED,
        new byte[] {0},
        new byte[] {(byte) 0xff},
        (_, _) -> {
          damaged[0]++;
          return true;
        });
    return damaged[0];
  }
}
