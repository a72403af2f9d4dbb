// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Damaged;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Finding;
import org.postrider.queue.store.Finding.Kind;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.queue.store.rocks.Database.Family;
import org.rocksdb.WALRecoveryMode;

/// What is damaged is set aside and reported, and the rest goes on.
class DamageTest {
  @TempDir private Path directory;

  private RocksSpool open() throws IOException {
    return open(directory);
  }

  private static RocksSpool open(Path directory) throws IOException {
    return RocksSpool.open(SpoolSettings.defaults(directory), Instant::now);
  }

  private static void overwrite(Database database, Family family, byte[] key) throws IOException {
    byte[] record = database.get(family, key);
    record[record.length - 1] ^= 1;
    try (Batch batch = new Batch(database)) {
      batch.put(family, key, record);
      batch.write(true);
    }
  }

  @Test
  void aDamagedEntryIsSetAsideAtStart() throws Exception {
    Entry first;
    try (Spool spool = open()) {
      first = Mail.keep(spool, 1, octets(100, 1), "a@x.example");
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    try (Database database =
        Database.open(directory.resolve("store"), WALRecoveryMode.AbsoluteConsistency)) {
      overwrite(database, Family.INDEX, Keys.entry(first.name()));
    }
    for (int i = 0; i < 2; i++) {
      try (Spool spool = open()) {
        assertThat(spool.health().damaged()).isEqualTo(1);
        assertThat(spool.health().healthy()).isTrue();
        assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
        assertThat(Mail.due(spool, NOON)).extracting(Entry::message).containsExactly(id(2));
        SpoolCheck.check(spool);
      }
    }
  }

  @Test
  void aDamagedEnvelopeIsSetAsideWithItsEntries() throws Exception {
    try (Spool spool = open()) {
      Mail.keep(spool, 1, octets(100, 1), "a@x.example");
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    try (RocksSpool spool = open()) {
      overwrite(spool.database(), Family.INDEX, Keys.message(id(1)));
      assertThat(spool.envelope(id(1))).isEmpty();
      Awaitility.await().until(() -> Mail.due(spool, NOON).size() == 1);
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
      assertThat(spool.health().damaged()).isEqualTo(2);
      SpoolCheck.check(spool);
    }
    try (Spool spool = open()) {
      assertThat(spool.health().damaged()).isEqualTo(2);
      SpoolCheck.check(spool);
    }
  }

  @Test
  void damagedContentIsNeverDelivered() throws Exception {
    Entry entry;
    try (Spool spool = open()) {
      entry = Mail.keep(spool, 1, octets(200_000, 1), "a@x.example");
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    try (RocksSpool spool = open()) {
      long content = firstContent(spool.database());
      overwrite(spool.database(), Family.CONTENT, Keys.piece(content, 1));
      assertThatThrownBy(() -> Mail.content(spool, id(1))).isInstanceOf(IOException.class);
      Awaitility.await().until(() -> Mail.entries(spool).size() == 1);
      assertThat(Mail.settle(spool, entry, new Outcome.Delivered()))
          .isEqualTo(Settlement.Answer.GONE);
      assertThat(Mail.list(spool, Query.of(id(2)))).hasSize(1);
    }
  }

  @Test
  void whatWasSetAsideIsListedAndDropped() throws Exception {
    Entry first = Mail.entry(id(1), 0, NOON, "a@x.example");
    Entry second = Mail.entry(id(1), 1, NOON, "b@y.example");
    try (Spool spool = open()) {
      Mail.commit(spool, octets(200_000, 1), first, second);
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    byte[] found;
    try (Database database =
        Database.open(directory.resolve("store"), WALRecoveryMode.AbsoluteConsistency)) {
      overwrite(database, Family.INDEX, Keys.entry(first.name()));
      found = database.get(Family.INDEX, Keys.entry(first.name()));
    }
    try (Spool spool = open()) {
      Damaged damaged = spool.upkeep().damaged(null, 10).items().getFirst();
      assertThat(damaged.message()).isEqualTo(id(1));
      assertThat(damaged.what()).isEqualTo("entry 0");
      assertThat(damaged.why()).contains("check sum");
      assertThat(damaged.at()).isBetween(Instant.now().minusSeconds(600), Instant.now());
      assertThat(spool.upkeep().record(damaged.key())).hasValue(found);
      assertThat(Mail.settle(spool, second, new Outcome.Delivered()))
          .isEqualTo(Settlement.Answer.RECORDED);
      assertThat(spool.content(id(1))).as("kept for the one set aside").isPresent();
      assertThat(Mail.due(spool, NOON)).hasSize(1); // takes the due time away
      assertThat(spool.upkeep().drop(id(1))).isEqualTo(1);
      assertThat(spool.content(id(1))).isEmpty();
      assertThat(spool.upkeep().damaged(null, 10).items()).isEmpty();
      assertThat(spool.health().damaged()).isZero();
      SpoolCheck.check(spool);
    }
    StoreCheck.check(directory);
  }

  @Test
  void aMessageSetAsideAsAWholeGivesItsSpaceBackWhenDropped() throws Exception {
    try (Spool spool = open()) {
      Mail.keep(spool, 1, octets(200_000, 1), "a@x.example");
    }
    try (RocksSpool spool = open()) {
      overwrite(spool.database(), Family.INDEX, Keys.message(id(1)));
      assertThat(spool.envelope(id(1))).isEmpty();
      Awaitility.await().until(() -> spool.health().damaged() == 2);
      Damaged.Page page = spool.upkeep().damaged(null, 1);
      assertThat(page.items()).extracting(Damaged::what).containsExactly("entry 0");
      assertThat(spool.upkeep().damaged(page.next(), 1).items())
          .extracting(Damaged::what)
          .containsExactly("envelope");
      Mail.due(spool, NOON); // takes the due time away
      assertThat(spool.upkeep().drop(id(1))).isEqualTo(2);
    }
    StoreCheck.check(directory);
  }

  /// Each kind of damage and of leak is found, and told by its kind and message.
  @Test
  void aCheckFindsWhatIsWrong() throws Exception {
    for (int n = 1; n <= 6; n++) {
      try (Spool spool = open()) {
        Mail.keep(spool, n, octets(100_000, n), "a@x.example");
      }
    }
    try (RocksSpool spool = open();
        Batch batch = new Batch(spool.database())) {
      Entry third = Mail.entry(id(3), 0, NOON, "a@x.example");
      batch.delete(Family.INDEX, Keys.entry(third.name())); // leaves its due time too
      batch.delete(Family.INDEX, Keys.message(id(4))); // leaves its content too
      batch.delete(Family.INDEX, Keys.due(Mail.entry(id(5), 0, NOON, "a@x.example")));
      batch.delete(Family.CONTENT, Keys.piece(content(spool.database(), 6), 1));
      batch.write(true);
      overwrite(spool.database(), Family.INDEX, Keys.message(id(1)));
      overwrite(spool.database(), Family.CONTENT, Keys.piece(content(spool.database(), 2), 0));
      CheckReport report = spool.upkeep().check(Progress.UNHEARD);
      assertThat(report.findings())
          .extracting(Finding::kind, Finding::message)
          .contains(
              tuple(Kind.DAMAGED, id(1)),
              tuple(Kind.CONTENT_MISSING, id(2)),
              tuple(Kind.MESSAGE_WITHOUT_ENTRY, id(3)),
              tuple(Kind.DUE_WITHOUT_ENTRY, id(3)),
              tuple(Kind.ENTRY_WITHOUT_MESSAGE, id(4)),
              tuple(Kind.CONTENT_WITHOUT_MESSAGE, null),
              tuple(Kind.ENTRY_WITHOUT_DUE, id(5)),
              tuple(Kind.CONTENT_MISSING, id(6)),
              tuple(Kind.COUNTS_OFF, null));
      assertThat(report.damaged()).isEqualTo(5);
      assertThat(spool.upkeep().drop(id(3))).isZero();
      assertThat(spool.envelope(id(3))).as("nobody waited for it").isEmpty();
    }
  }

  private static long content(Database database, int n) throws IOException {
    byte[] key = Keys.message(id(n));
    return Records.message(key, database.get(Family.INDEX, key)).content().number();
  }

  private static long firstContent(Database database) throws IOException {
    long[] found = {0};
    database.scan(
        Family.CONTENT,
        new byte[] {0},
        new byte[] {(byte) 0xff},
        (key, _) -> {
          found[0] = ByteBuffer.wrap(key).getLong();
          return false;
        });
    return found[0];
  }

  /// A log that ends anywhere in its last record opens, with all that was acknowledged before.
  @Test
  void aTornLogLosesOnlyWhatWasNotAcknowledged() throws Exception {
    Path live = directory.resolve("live");
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    try (Spool spool = open(live)) {
      Mail.keep(spool, 1, octets(20, 1), "a@x.example");
      copy(live, one);
      Mail.keep(spool, 2, octets(20, 2), "b@y.example");
      copy(live, two);
    }
    long from = Files.size(log(one));
    long to = Files.size(log(two));
    assertThat(to).isGreaterThan(from + 100);
    for (long end = from; end < to; end += end < from + 10 || end > to - 10 ? 1 : 61) {
      Path torn = directory.resolve("torn-" + end);
      copy(two, torn);
      try (FileChannel file = FileChannel.open(log(torn), StandardOpenOption.WRITE)) {
        file.truncate(end);
      }
      try (Spool spool = open(torn)) {
        assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1));
        assertThat(spool.health().damaged()).isZero();
        SpoolCheck.check(spool);
      }
      StoreCheck.check(torn);
    }
  }

  /// A bit that flipped in the middle of the log opens, keeps the log, and is reported.
  @Test
  void aLogDamagedInTheMiddleIsKeptAndReported() throws Exception {
    Path live = directory.resolve("live");
    Path one = directory.resolve("one");
    Path three = directory.resolve("three");
    try (Spool spool = open(live)) {
      Mail.keep(spool, 1, octets(20, 1), "a@x.example");
      copy(live, one);
      Mail.keep(spool, 2, octets(20, 2), "b@y.example");
      Mail.keep(spool, 3, octets(20, 3), "c@z.example");
      copy(live, three);
    }
    flip(log(three), Files.size(log(one)) + 100);
    try (Spool spool = open(three)) {
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1));
      assertThat(spool.health().damaged()).isEqualTo(1);
      assertThat(three.resolve("damaged-log-1")).isDirectoryContaining("glob:**.log");
      SpoolCheck.check(spool);
    }
    StoreCheck.check(three);
  }

  @Test
  void aFlippedBitInATableIsAnErrorAndNotMail() throws Exception {
    byte[] body = octets(5000, 1);
    try (Spool spool = open()) {
      Mail.keep(spool, 1, body, "a@x.example");
    }
    open().close(); // opening moves what the log has into tables
    Path table;
    try (Stream<Path> files = Files.list(directory.resolve("store"))) {
      table =
          files
              .filter(f -> f.toString().endsWith(".sst"))
              .max(Comparator.comparing(f -> f.toFile().length()))
              .orElseThrow();
    }
    flip(table, 2500);
    try (Spool spool = open()) {
      assertThatThrownBy(() -> Mail.content(spool, id(1))).isInstanceOf(IOException.class);
      Awaitility.await().until(() -> Mail.entries(spool).isEmpty());
      assertThat(spool.health().damaged()).isEqualTo(2);
    }
  }

  private static Path log(Path spool) throws IOException {
    try (Stream<Path> files = Files.list(spool.resolve("store"))) {
      List<Path> logs = files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
      return logs.getLast();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    octets[(int) at] ^= 4;
    Files.write(file, octets);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!file.startsWith(from.resolve("native"))) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
  }
}
