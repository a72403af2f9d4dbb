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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
import org.postrider.testkit.Waits;

/// What is damaged is set aside and reported, and the rest goes on.
class DamageTest {
  /// Octets with a meaning in what fills the last page: without them nothing is lost.
  private static final int FILLING_HEAD = 13;

  @TempDir private Path directory;

  private RocksSpool open() throws IOException {
    return open(directory);
  }

  private static RocksSpool open(Path directory) throws IOException {
    return RocksSpool.open(SpoolSettings.defaults(directory), Instant::now);
  }

  private interface Step {
    void apply(Batch batch) throws IOException;
  }

  /// Changes the index behind the spool's back.
  private static void change(RocksSpool spool, Step step) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    spool.committer().submit(new Chore("change", ledger -> step.apply(ledger.batch())));
    Entry entry = Mail.keep(spool, 99, octets(1, 1), "z@z.example");
    spool.committer().submit(new Chore("tell", _ -> done.countDown()));
    Mail.settle(spool, entry, new Outcome.Delivered());
    done.await();
  }

  /// Flips a bit of a record in the index.
  private static void damage(RocksSpool spool, byte[] key) throws Exception {
    byte[] record = spool.store().index().get(Family.INDEX, key);
    record[record.length - 1] ^= 1;
    change(spool, batch -> batch.put(Family.INDEX, key, record));
  }

  @Test
  void aDamagedEntryIsSetAside() throws Exception {
    try (RocksSpool spool = open()) {
      Entry first = Mail.keep(spool, 1, octets(100, 1), "a@x.example");
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
      damage(spool, Keys.entry(first.name()));
      assertThat(Mail.due(spool, NOON)).extracting(Entry::message).containsExactly(id(2));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.health().damaged() == 1);
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
      damage(spool, Keys.message(id(1)));
      assertThat(spool.envelope(id(1))).isEmpty();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> Mail.due(spool, NOON).size() == 1);
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
    Path segment = segmentWith(directory, Arrays.copyOfRange(octets(200_000, 1), 70_000, 70_100));
    flip(segment, find(segment, Arrays.copyOfRange(octets(200_000, 1), 70_000, 70_100)));
    try (RocksSpool spool = open()) {
      assertThatThrownBy(() -> Mail.content(spool, id(1))).isInstanceOf(IOException.class);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> Mail.entries(spool).size() == 1);
      assertThat(Mail.settle(spool, entry, new Outcome.Delivered()))
          .isEqualTo(Settlement.Answer.GONE);
      assertThat(Mail.list(spool, Query.of(id(2)))).hasSize(1);
    }
  }

  private static Path segmentWith(Path spool, byte[] octets) throws IOException {
    for (Path segment : segments(spool)) {
      if (find(segment, octets) >= 0) {
        return segment;
      }
    }
    throw new AssertionError("no segment has these octets");
  }

  @Test
  void whatWasSetAsideIsListedAndDropped() throws Exception {
    Entry first = Mail.entry(id(1), 0, NOON, "a@x.example");
    Entry second = Mail.entry(id(1), 1, NOON, "b@y.example");
    try (Spool spool = open()) {
      Mail.commit(spool, octets(200_000, 1), first, second);
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    try (RocksSpool spool = open()) {
      damage(spool, Keys.entry(first.name()));
      byte[] found = spool.store().index().get(Family.INDEX, Keys.entry(first.name()));
      assertThat(Mail.due(spool, NOON)).hasSize(2);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.health().damaged() == 1);
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
      damage(spool, Keys.message(id(1)));
      assertThat(spool.envelope(id(1))).isEmpty();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.health().damaged() == 2);
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
    Path segment = segmentWith(directory, Arrays.copyOf(octets(100_000, 2), 100));
    flip(segment, find(segment, Arrays.copyOf(octets(100_000, 2), 100)));
    try (RocksSpool spool = open()) {
      Entry third = Mail.entry(id(3), 0, NOON, "a@x.example");
      byte[] sixth = Keys.content(content(spool.store().index(), 6));
      change(
          spool,
          batch -> {
            batch.delete(Family.INDEX, Keys.entry(third.name())); // leaves its due time too
            batch.delete(Family.INDEX, Keys.message(id(4))); // leaves its content too
            batch.delete(
                Family.INDEX, Keys.due(Keys.place(Mail.entry(id(5), 0, NOON, "a@x.example"))));
            batch.delete(Family.INDEX, sixth);
          });
      damage(spool, Keys.message(id(1)));
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

  /// Where octets first stand in a file; -1 where they do not.
  private static int find(Path file, byte[] octets) throws IOException {
    byte[] all = Files.readAllBytes(file);
    for (int at = 0; at <= all.length - octets.length; at++) {
      if (Arrays.equals(all, at, at + octets.length, octets, 0, octets.length)) {
        return at;
      }
    }
    return -1;
  }

  private static List<Path> segments(Path spool) throws IOException {
    try (Stream<Path> files = Files.list(spool.resolve("journal"))) {
      return files.filter(f -> f.toString().endsWith(".segment")).sorted().toList();
    }
  }

  /// A journal that ends anywhere in its last frames opens, with all that was acknowledged before.
  @Test
  void aTornJournalLosesOnlyWhatWasNotAcknowledged() throws Exception {
    Path live = directory.resolve("live");
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    try (Spool spool = open(live)) {
      Mail.keep(spool, 1, octets(20, 1), "a@x.example");
      copy(live, one);
      Mail.keep(spool, 2, octets(20, 2), "b@y.example");
      copy(live, two);
    }
    Path segment = segmentWith(two, octets(20, 2));
    Path name = segment.getFileName();
    int from = firstDifference(segment, one.resolve("journal").resolve(name));
    int to = lastDifference(segment, one.resolve("journal").resolve(name)) + 1 - FILLING_HEAD;
    assertThat(to).isGreaterThan(from + 100);
    for (int end = from; end < to; end += end < from + 10 || end > to - 10 ? 1 : 61) {
      Path torn = directory.resolve("torn-" + end);
      copy(two, torn);
      try (FileChannel file =
          FileChannel.open(torn.resolve("journal").resolve(name), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.allocate(to + FILLING_HEAD - end), end);
      }
      try (Spool spool = open(torn)) {
        assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1));
        assertThat(spool.health().damaged()).isZero();
        SpoolCheck.check(spool);
      }
      StoreCheck.check(torn);
    }
  }

  private static int firstDifference(Path one, Path other) throws IOException {
    byte[] a = Files.readAllBytes(one);
    return Arrays.mismatch(a, Arrays.copyOf(Files.readAllBytes(other), a.length));
  }

  private static int lastDifference(Path one, Path other) throws IOException {
    byte[] a = Files.readAllBytes(one);
    byte[] b = Arrays.copyOf(Files.readAllBytes(other), a.length);
    int at = a.length - 1;
    while (a[at] == b[at]) {
      at--;
    }
    return at;
  }

  /// A bit that flipped in what was durable: the rest goes on, the segment is kept, and people hear
  /// of it.
  @Test
  void aJournalDamagedInTheMiddleIsKeptAndReported() throws Exception {
    Path live = directory.resolve("live");
    Path three = directory.resolve("three");
    try (Spool spool = open(live)) {
      Mail.keep(spool, 1, octets(20, 1), "a@x.example");
      Mail.keep(spool, 2, octets(20, 2), "b@y.example");
      Mail.keep(spool, 3, octets(20, 3), "c@z.example");
      Mail.keep(spool, 4, octets(20, 4), "d@z.example");
      copy(live, three);
    }
    Path segment = segmentWith(three, octets(20, 2));
    flip(segment, find(segment, octets(20, 2)) + 100); // in the envelope that follows
    for (int i = 0; i < 2; i++) {
      try (Spool spool = open(three)) {
        assertThat(Mail.entries(spool))
            .extracting(Entry::message)
            .containsExactly(id(1), id(3), id(4));
        assertThat(spool.health().damaged()).isEqualTo(1);
        assertThat(three.resolve("damaged-segment-1")).isRegularFile();
      }
    }
  }

  @Test
  void aFlippedBitInATableTakesOneRecordOnly() throws Exception {
    try (Spool spool = open()) {
      Mail.keep(spool, 1, octets(100, 1), "somebody-with-a-name@x.example");
      Mail.keep(spool, 2, octets(100, 2), "b@y.example");
    }
    Path table;
    try (Stream<Path> files = Files.list(directory.resolve("store"))) {
      table =
          files
              .filter(f -> f.toString().endsWith(".sst"))
              .max(Comparator.comparing(f -> f.toFile().length()))
              .orElseThrow();
    }
    byte[] name = "somebody-with-a-name".getBytes(StandardCharsets.US_ASCII);
    flip(table, find(table, name));
    try (RocksSpool spool = open()) {
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.health().damaged() == 1);
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
