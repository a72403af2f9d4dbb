// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.entry;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.OtherJvm;
import org.postrider.testkit.Waits;

/// What only a spool on disk can do or get wrong.
class RocksOnlyTest {
  @TempDir private Path directory;

  private RocksSpool open() throws IOException {
    return open(Duration.ofSeconds(30));
  }

  private RocksSpool open(Duration commitTimeout) throws IOException {
    return RocksSpool.open(
        new SpoolSettings(directory, commitTimeout, 0, 0, 64 << 20), Instant::now);
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    Entry one;
    try (Spool spool = open()) {
      one = Mail.keep(spool, 1, octets(1000, 1), "a@x.example");
      Mail.keep(spool, 2, octets(200_000, 2), "b@y.example");
      Entry three = Mail.keep(spool, 3, octets(10, 3), "c@z.example");
      Mail.settle(spool, three, new Outcome.Held("look"));
    }
    try (Spool spool = open()) {
      assertThat(Mail.due(spool, NOON)).hasSize(2).contains(one);
      assertThat(Mail.content(spool, id(1))).isEqualTo(Mail.withHead(octets(1000, 1)));
      assertThat(Mail.content(spool, id(2))).isEqualTo(Mail.withHead(octets(200_000, 2)));
      assertThat(spool.counts().byDestination().get("z.example").held()).isOne();
      assertThat(spool.envelope(id(1)).orElseThrow())
          .usingRecursiveComparison()
          .isEqualTo(Mail.envelope(id(1), 1000));
    }
  }

  /// What a power cut leaves on a disk that keeps names in no order.
  @Test
  void aManifestThatNeverCameToTheDiskIsDoneWithout() throws Exception {
    Entry one;
    try (Spool spool = open()) {
      one = Mail.keep(spool, 1, octets(1000, 1), "a@x.example");
    }
    Files.writeString(directory.resolve("store/CURRENT"), "MANIFEST-999999\n");
    try (Spool spool = open()) {
      assertThat(Mail.due(spool, NOON)).containsExactly(one);
    }
  }

  @Test
  void aSpoolWithoutAnyManifestIsRefused() throws Exception {
    try (RocksSpool spool = open()) {
      Mail.keep(spool, 1, octets(1000, 1), "a@x.example");
    }
    try (Stream<Path> files = Files.list(directory.resolve("store"))) {
      for (Path file : files.filter(f -> f.toString().contains("MANIFEST-")).toList()) {
        Files.delete(file);
      }
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void aDirectoryInUseIsRefusedWithAWord() throws Exception {
    Process child = OtherJvm.start(RocksOnlyTest.class, directory.toString());
    try {
      assertThat(child.inputReader().readLine()).isEqualTo("open");
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another process");
    } finally {
      child.destroyForcibly().waitFor();
    }
    open().close();
  }

  /// The other process.
  public static void main(String[] arguments) throws Exception {
    Spool spool = Spool.open(SpoolSettings.defaults(Path.of(arguments[0])), Instant::now);
    System.out.println("open");
    new CountDownLatch(1).await();
    spool.close();
  }

  @Test
  void aLaterFormatIsRefusedWithAWord() throws Exception {
    open().close();
    Files.writeString(directory.resolve("FORMAT"), "6\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format 6; this Postrider knows formats 2, 3, 4 and 5");
  }

  @Test
  void theFormatBeforeBecomesThePresentOne() throws Exception {
    Entry entry = entry(id(1), 0, NOON, "a@x.example");
    try (RocksSpool spool = open()) {
      Mail.commit(spool, octets(10, 1), entry);
    }
    Files.writeString(directory.resolve("FORMAT"), "2\n");
    try (RocksSpool spool = open()) {
      assertThat(Mail.due(spool, NOON)).containsExactly(entry);
    }
    assertThat(directory.resolve("FORMAT")).hasContent("5");
  }

  @Test
  void whatIsNotWrittenInTimeIsNotTaken() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RocksSpool spool = open(Duration.ofMillis(300))) {
      keepBusy(spool, go);
      assertThat(Mail.commit(spool, octets(100_000, 1), entry(id(1), 0, NOON, "a@x.example")))
          .isEqualTo(new SpoolRefusal.DeadlinePassed());
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(
              () -> assertThat(spool.admit(0)).containsInstanceOf(SpoolRefusal.Unhealthy.class));
      assertThat(spool.health().healthy()).isFalse();
      go.countDown();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.admit(0).isEmpty());
      Mail.keep(spool, 2, octets(10, 2), "b@y.example");
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
    }
    StoreCheck.check(directory);
  }

  @Test
  void whatIsWrittenTooLateIsWithdrawn() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (RocksSpool spool = open(Duration.ofMillis(500))) {
      keepBusy(spool, begin);
      Intake intake = Mail.append(spool, octets(100_000, 1));
      CompletionStage<Commit> commit =
          intake.commit(
              Mail.envelope(id(1), 100_000), List.of(entry(id(1), 0, NOON, "a@x.example")));
      spool.committer().submit(new Chore("a slow disk", _ -> await(go)));
      begin.countDown();
      assertThat(commit.toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isEqualTo(new SpoolRefusal.DeadlinePassed());
      go.countDown();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.admit(0).isEmpty());
      Mail.keep(spool, 2, octets(10, 2), "b@y.example");
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
      assertThat(Mail.due(spool, NOON)).extracting(Entry::message).containsExactly(id(2));
      assertThat(spool.envelope(id(1))).isEmpty();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !spool.isHidden(id(1)));
      assertThat(spool.envelope(id(1))).isEmpty();
    }
    StoreCheck.check(directory);
  }

  /// Lets the committer wait, so that what comes meanwhile is one group.
  private static void keepBusy(RocksSpool spool, CountDownLatch until) {
    spool.committer().submit(new Chore("wait", _ -> await(until)));
    Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.committer().busyNanos() > 0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sixteen of 50 MB at once: they would not fit in the heap of this test if they stood in it
  /// whole.
  @Test
  void largeMessagesStreamThrough() throws Exception {
    int octets = 50 << 20;
    int writers = 16; // 800 MB, the heap is smaller
    byte[] part = octets(1 << 16, 7);
    try (RocksSpool spool = open()) {
      List<Thread> threads = new ArrayList<>();
      for (int w = 1; w <= writers; w++) {
        int n = w;
        threads.add(Thread.ofVirtual().start(() -> stream(spool, n, part, octets)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(Mail.entries(spool)).hasSize(writers);
      MessageDigest expected = MessageDigest.getInstance("SHA-256");
      expected.update(Mail.HEAD);
      for (int i = 0; i < octets / part.length; i++) {
        expected.update(part);
      }
      MessageDigest found = MessageDigest.getInstance("SHA-256");
      try (InputStream in =
          new DigestInputStream(spool.content(id(writers)).orElseThrow().open(), found)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      assertThat(found.digest()).isEqualTo(expected.digest());
    }
  }

  private static void stream(Spool spool, int n, byte[] part, int octets) {
    try {
      Intake intake = spool.intake(octets);
      for (int i = 0; i < octets / part.length; i++) {
        if (!intake.append(part, 0, part.length)) {
          intake.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
      }
      intake
          .commit(Mail.envelope(id(n), octets), List.of(entry(id(n), 0, NOON, "a@x.example")))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoDoesNotWaitIsRefused() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RocksSpool spool = open()) {
      spool.committer().submit(new Chore("a slow disk", _ -> await(go)));
      Intake intake = spool.intake(0);
      byte[] part = new byte[1 << 16];
      int n = 0;
      while (n * (long) part.length <= Flight.MOST + 2 * part.length) {
        boolean welcome = intake.append(part, 0, part.length);
        n++;
        assertThat(welcome).isEqualTo(n * (long) part.length <= Flight.SLOW_DOWN);
      }
      assertThat(intake.ready().toCompletableFuture()).isNotDone();
      go.countDown();
      intake.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(
              intake
                  .commit(
                      Mail.envelope(id(1), intake.size()),
                      List.of(entry(id(1), 0, NOON, "a@x.example")))
                  .toCompletableFuture()
                  .get(60, TimeUnit.SECONDS))
          .isInstanceOf(SpoolRefusal.Unhealthy.class);
    }
    StoreCheck.check(directory);
  }

  @Test
  void aFailedWriteIsNeverTriedAgain() throws Exception {
    try (RocksSpool spool = open()) {
      Entry kept = Mail.keep(spool, 1, octets(10, 1), "a@x.example");
      spool
          .committer()
          .submit(
              new Chore(
                  "a disk that goes away",
                  ledger -> {
                    ledger.batch().put(Database.Family.INDEX, new byte[] {'x'}, new byte[0]);
                    spool.store().index().close();
                  }));
      assertThat(Mail.commit(spool, octets(10, 2), entry(id(2), 0, NOON, "b@y.example")))
          .isInstanceOf(SpoolRefusal.Unhealthy.class);
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(
              () -> assertThat(spool.admit(0)).containsInstanceOf(SpoolRefusal.Unhealthy.class));
      assertThat(spool.health().healthy()).isFalse();
      assertThatThrownBy(() -> Mail.settle(spool, kept, new Outcome.Delivered()))
          .hasCauseInstanceOf(IOException.class);
      assertThat(spool.ledger().batch().octets()).isLessThan(20); // an empty batch has a header
    }
    try (RocksSpool spool = open()) {
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1));
    }
  }

  /// Not even where it is in the files already, because a later commit of the same message had to
  /// see it.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatSharesAGroupWithABugIsNotKept(int times) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletionStage<Commit>> commits = new ArrayList<>();
    try (RocksSpool spool = open()) {
      Mail.keep(spool, 1, octets(10, 1), "a@x.example");
      keepBusy(spool, go);
      for (int i = 0; i < times; i++) {
        commits.add(
            Mail.append(spool, octets(10, 2))
                .commit(Mail.envelope(id(2), 10), List.of(entry(id(2), 0, NOON, "b@y.example"))));
      }
      spool.committer().submit(bug());
      go.countDown();
      for (CompletionStage<Commit> commit : commits) {
        assertThat(commit.toCompletableFuture().get(60, TimeUnit.SECONDS))
            .isInstanceOf(SpoolRefusal.Unhealthy.class);
      }
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.admit(0).isEmpty());
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1));
      Mail.keep(spool, 3, octets(10, 3), "c@z.example");
    }
    try (RocksSpool spool = open()) {
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(1), id(3));
      assertThat(spool.health().damaged()).isZero();
    }
    StoreCheck.check(directory);
  }

  private static Chore bug() {
    return new Chore(
        "a bug",
        _ -> {
          throw new IllegalStateException("on purpose");
        });
  }

  @Test
  void aBugFailsOneGroupAndTheSpoolGoesOn() throws Exception {
    try (RocksSpool spool = open()) {
      Entry kept = Mail.keep(spool, 1, octets(10, 1), "a@x.example");
      spool.committer().submit(bug());
      Entry next = entry(id(2), 0, NOON, "b@y.example");
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .until(() -> Mail.commit(spool, octets(10, 2), next) instanceof Commit.Kept);
      assertThat(Mail.settle(spool, kept, new Outcome.Delivered()))
          .isEqualTo(Settlement.Answer.RECORDED);
      assertThat(Mail.entries(spool)).extracting(Entry::message).containsExactly(id(2));
      assertThat(spool.health().entries()).isOne();
    }
    StoreCheck.check(directory);
  }
}
