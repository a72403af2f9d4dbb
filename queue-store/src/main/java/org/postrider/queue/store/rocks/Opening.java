// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.journal.Durable;
import org.postrider.queue.store.journal.Journal;
import org.postrider.queue.store.journal.Position;
import org.postrider.queue.store.journal.Recovery;
import org.postrider.queue.store.journal.Usage;
import org.postrider.queue.store.rocks.Database.Family;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens what a spool left behind, however it ended, and puts it in order: what the journal has and
/// the index has not yet is given to the index, and what is damaged is kept for people to look at.
final class Opening {
  /// The layout of the whole directory. A spool of a later one is not touched.
  static final int FORMAT = 5;

  /// The layouts before: no message was to go over TLS only or to be delivered by a time, in the
  /// first two none was to be held, and in the first no entry had a lane. They are read as they
  /// are, and become the present one.
  private static final List<String> BEFORE = List.of("2", "3", "4");

  /// What the names of files begin with that keep damaged segments of the journal.
  static final String DAMAGED_SEGMENT = "damaged-segment-";

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final Path directory;
  private final AtHand atHand;
  private final Tally tally;
  private final Usage usage;

  Opening(Path directory, AtHand atHand, Tally tally, Usage usage) {
    this.directory = directory;
    this.atHand = atHand;
    this.tally = tally;
    this.usage = usage;
  }

  /// A store in order.
  ///
  /// @param generation how often it was opened, this time included: contents are numbered within it
  /// @param damaged how many damaged records and segments were set aside, ever
  record Opened(Store store, long generation, long damaged) {}

  /// Opens it; `refused` as in [Journal#open].
  Opened open(@Nullable Position refused) throws IOException {
    Durable.make(directory);
    checkFormat();
    NativeLibrary.load(directory.resolve("native"));
    Database index = index();
    try {
      atHand.clear();
      tally.clear();
      usage.clear();
      byte[] found = index.get(Family.INDEX, Keys.checkpoint());
      Position checkpoint =
          found == null ? Position.START : Records.position(Keys.checkpoint(), found);
      Journal journal =
          Journal.open(
              directory.resolve("journal"),
              usage,
              checkpoint,
              refused,
              (batch, after) ->
                  index.write(
                      batch, Keys.checkpoint(), Records.position(Keys.checkpoint(), after)));
      return opened(new Store(journal, index));
    } catch (IOException | RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private Opened opened(Store store) throws IOException {
    boolean done = false;
    try {
      setAside(store);
      count(store.index());
      long generation = nextGeneration(store);
      Opened opened = new Opened(store, generation, damaged(store.index()));
      done = true;
      return opened;
    } finally {
      if (!done) {
        store.journal().close();
      }
    }
  }

  private void checkFormat() throws IOException {
    Path file = directory.resolve("FORMAT");
    String format =
        Files.exists(file) ? Files.readString(file, StandardCharsets.US_ASCII).strip() : null;
    if (format == null || BEFORE.contains(format)) {
      Durable.replace(directory, "FORMAT", "FORMAT.part", FORMAT + "\n");
    } else if (!format.equals(Integer.toString(FORMAT))) {
      throw new IOException(
          "the spool in %s has format %s; this Postrider knows formats %s and %d"
              .formatted(
                  directory,
                  format.isEmpty() ? "nothing" : format,
                  String.join(", ", BEFORE),
                  FORMAT));
    }
  }

  private Database index() throws IOException {
    try {
      return Database.open(directory.resolve("store"));
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("LOCK")) {
        throw new IOException(
            "the spool in " + directory + " is in use by another process, or not ours to write", e);
      }
      throw new IOException("the spool in " + directory + " cannot be opened", e);
    }
  }

  /// What is damaged in the journal may have been acknowledged. It is kept for people to look at,
  /// what can be read is, and nobody is left in the dark.
  private void setAside(Store store) throws IOException {
    if (store.journal().damage().isEmpty()) {
      return;
    }
    Set<Path> kept = new HashSet<>();
    for (Recovery.Damage damage : store.journal().damage()) {
      log.error("the journal is damaged at {} in {}", damage.at(), damage.file());
      if (kept.add(damage.file())) {
        keep(damage);
      }
    }
    store.index().flush(true); // so that the next opening does not find the same again
  }

  private void keep(Recovery.Damage damage) throws IOException {
    int number = 1;
    Path kept = directory.resolve(DAMAGED_SEGMENT + 1);
    while (Files.exists(kept)) {
      kept = directory.resolve(DAMAGED_SEGMENT + ++number);
    }
    if (damage.isMissing()) {
      Files.createFile(kept);
    } else if (damage.isHead()) {
      Files.move(damage.file(), kept); // nothing can be read of it
    } else {
      Files.copy(damage.file(), kept);
    }
    Durable.sync(directory);
    log.error("what there is of it is kept in {}", kept);
  }

  private long damaged(Database index) throws IOException {
    long[] damaged = {0};
    index.scan(
        Family.DAMAGED,
        new byte[] {0},
        new byte[] {(byte) 0xff},
        (_, _) -> {
          damaged[0]++;
          return true;
        });
    try (Stream<Path> files = Files.list(directory)) {
      return damaged[0]
          + files.filter(f -> f.getFileName().toString().startsWith(DAMAGED_SEGMENT)).count();
    }
  }

  /// Reads what was counted when it was written.
  private void count(Database index) throws IOException {
    scan(
        index,
        Keys.TALLY,
        (key, record) -> tally.set(Keys.destinationOf(key), Records.count(key, record)));
    scan(
        index,
        Keys.LIVE,
        (key, record) -> usage.live(Keys.numberOf(key), Records.number(key, record)));
  }

  private interface Taker {
    void take(byte[] key, byte[] record) throws IOException;
  }

  private static void scan(Database index, byte kind, Taker taker) throws IOException {
    byte[] prefix = {kind};
    index.scan(
        Family.INDEX,
        prefix,
        Keys.after(prefix),
        (key, record) -> {
          taker.take(key, record);
          return true;
        });
  }

  private long nextGeneration(Store store) throws IOException {
    byte[] key = Keys.generation();
    byte[] last = store.index().get(Family.INDEX, key);
    long next = last == null ? 1 : Records.number(key, last) + 1;
    try (Batch batch = new Batch(store, tally, usage)) {
      batch.put(Family.INDEX, key, Records.number(key, next));
      batch.write(true);
    }
    return next;
  }
}
