// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.content;
import static org.postrider.queue.store.contract.Mail.due;
import static org.postrider.queue.store.contract.Mail.entries;
import static org.postrider.queue.store.contract.Mail.entry;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.keep;
import static org.postrider.queue.store.contract.Mail.octets;
import static org.postrider.queue.store.contract.Mail.settle;
import static org.postrider.queue.store.contract.Mail.withHead;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.testkit.ManualClock;

/// What every store keeps to. After each test the whole store is walked.
public abstract class SpoolContract {
  private static final Outcome DELIVERED = new Outcome.Delivered();
  private static final Outcome FAILED = new Outcome.Failed("5.1.1 no such user");
  private static final Outcome HELD = new Outcome.Held("held by policy");
  private static final Instant LATER = NOON.plusSeconds(600);
  private static final Outcome DEFERRED = new Outcome.Deferred(LATER, "4.2.1 busy");

  protected final ManualClock clock = new ManualClock(NOON);
  protected Spool spool;

  /// A new, empty spool.
  protected abstract Spool open(InstantSource clock) throws Exception;

  /// Looks for what cannot be seen from outside.
  protected void checkInside() throws Exception {}

  @BeforeEach
  void open() throws Exception {
    spool = open(clock);
  }

  @AfterEach
  void close() throws Exception {
    SpoolCheck.check(spool);
    spool.close();
    checkInside();
  }

  @Test
  void keepsWhatWasCommitted() throws Exception {
    byte[] body = octets(5000, 1);
    Entry kept = keep(spool, 1, body, "a@x.example");
    assertThat(entries(spool)).containsExactly(kept);
    assertThat(due(spool, NOON)).containsExactly(kept);
    assertThat(content(spool, id(1))).isEqualTo(withHead(body));
    Envelope envelope = spool.envelope(id(1)).orElseThrow();
    assertThat(envelope).usingRecursiveComparison().isEqualTo(Mail.envelope(id(1), body.length));
  }

  @Test
  void keepsAnEmptyMessage() throws Exception {
    keep(spool, 1, new byte[0], "a@x.example");
    assertThat(content(spool, id(1))).isEqualTo(Mail.HEAD);
  }

  @Test
  void keepsMessagesOfEverySizeAroundAPiece() throws Exception {
    int n = 1;
    for (int size : new int[] {1, 65535, 65536, 65537, 131072, 1 << 20, (1 << 20) + 1}) {
      byte[] body = octets(size, n);
      keep(spool, n, body, "a@x.example");
      assertThat(content(spool, id(n))).as("size %d", size).isEqualTo(withHead(body));
      n++;
    }
  }

  @Test
  void committingAgainChangesNothing() throws Exception {
    byte[] body = octets(100, 1);
    Entry first = keep(spool, 1, body, "a@x.example");
    Entry other = entry(id(1), 3, LATER, "b@y.example");
    assertThat(Mail.commit(spool, octets(200_000, 2), other)).isEqualTo(new Commit.Kept());
    assertThat(entries(spool)).containsExactly(first);
    assertThat(content(spool, id(1))).isEqualTo(withHead(body));
  }

  @Test
  void committingTheSameAtOnceKeepsOne() throws Exception {
    List<CompletableFuture<Commit>> commits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Intake intake = Mail.append(spool, octets(1000, 1));
      commits.add(
          intake
              .commit(Mail.envelope(id(1), 1000), List.of(entry(id(1), 0, NOON, "a@x.example")))
              .toCompletableFuture());
    }
    for (CompletableFuture<Commit> commit : commits) {
      assertThat(commit.get(60, SECONDS)).isEqualTo(new Commit.Kept());
    }
    assertThat(entries(spool)).hasSize(1);
  }

  @Test
  void abandonedIsForgotten() throws Exception {
    Intake intake = Mail.append(spool, octets(300_000, 1));
    assertThat(intake.size()).isEqualTo(300_000);
    intake.abandon();
    intake.abandon();
    assertThat(entries(spool)).isEmpty();
  }

  @Test
  void abandoningAfterTheCommitDoesNothing() throws Exception {
    Intake intake = Mail.append(spool, octets(300_000, 1));
    Entry entry = entry(id(1), 0, NOON, "a@x.example");
    intake
        .commit(Mail.envelope(id(1), 300_000), List.of(entry))
        .toCompletableFuture()
        .get(60, SECONDS);
    intake.abandon();
    assertThat(content(spool, id(1))).isEqualTo(withHead(octets(300_000, 1)));
  }

  @Test
  void stagedContentCanBeReadBeforeTheCommitAndMoreThanOnce() throws Exception {
    byte[] body = octets(500_000, 1);
    Intake intake = Mail.append(spool, body);
    Content staged = intake.staged();
    assertThat(staged.size()).isEqualTo(body.length);
    for (int i = 0; i < 2; i++) {
      try (InputStream in = staged.open()) {
        assertThat(in.readAllBytes()).isEqualTo(body);
      }
    }
    intake.abandon();
  }

  @Test
  void refusesToCommitTwiceOrNonsense() throws Exception {
    Intake intake = Mail.append(spool, octets(10, 1));
    Entry entry = entry(id(1), 0, NOON, "a@x.example");
    assertThatThrownBy(() -> intake.commit(Mail.envelope(id(1), 11), List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> intake.commit(Mail.envelope(id(1), 10), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> intake.commit(Mail.envelope(id(1), 10), List.of(entry, entry)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> intake.commit(Mail.envelope(id(2), 10), List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class);
    intake.commit(Mail.envelope(id(1), 10), List.of(entry)).toCompletableFuture().get(60, SECONDS);
    assertThatThrownBy(() -> intake.commit(Mail.envelope(id(1), 10), List.of(entry)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void contentGoesWithTheLastEntryAndNotBefore() throws Exception {
    byte[] body = octets(150_000, 1);
    Entry first = entry(id(1), 0, NOON, "a@x.example");
    Entry second = entry(id(1), 1, NOON, "b@y.example");
    Mail.commit(spool, body, first, second);
    Content content = spool.content(id(1)).orElseThrow();
    assertThat(settle(spool, first, DELIVERED)).isEqualTo(Settlement.Answer.RECORDED);
    assertThat(content(spool, id(1))).isEqualTo(withHead(body));
    assertThat(content.size()).isEqualTo(Mail.HEAD.length + body.length);
    assertThat(settle(spool, second, FAILED)).isEqualTo(Settlement.Answer.RECORDED);
    assertThat(spool.envelope(id(1))).isEmpty();
    assertThat(spool.content(id(1))).isEmpty();
    assertThat(due(spool, Instant.MAX)).isEmpty();
  }

  @Test
  void deferredWaitsUntilItsTime() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    settle(spool, entry, DEFERRED);
    assertThat(due(spool, NOON)).isEmpty();
    assertThat(due(spool, LATER.minusNanos(1))).isEmpty();
    Entry again = due(spool, LATER).getFirst();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.due()).isEqualTo(LATER);
    assertThat(again.reason()).isEqualTo("4.2.1 busy");
    assertThat(again.number()).isEqualTo(entry.number());
  }

  @Test
  void eachRecipientFaresByItself() throws Exception {
    Entry entry =
        entry(id(1), 0, NOON, "ok@x.example", "wait@x.example", "no@x.example", "hold@x.example");
    Mail.commit(spool, octets(10, 1), entry);
    settle(spool, entry, DELIVERED, DEFERRED, FAILED, HELD);
    List<Entry> left = entries(spool);
    assertThat(left).hasSize(2);
    assertThat(left.getFirst().recipients()).containsExactly(Mail.mailbox("wait@x.example"));
    assertThat(left.getFirst().state()).isEqualTo(Entry.State.QUEUED);
    assertThat(left.getLast().recipients()).containsExactly(Mail.mailbox("hold@x.example"));
    assertThat(left.getLast().state()).isEqualTo(Entry.State.HELD);
    assertThat(left.getLast().reason()).isEqualTo("held by policy");
  }

  @Test
  void theEarliestOfSeveralTimesHolds() throws Exception {
    Entry entry = entry(id(1), 0, NOON, "a@x.example", "b@x.example");
    Mail.commit(spool, octets(10, 1), entry);
    settle(spool, entry, new Outcome.Deferred(LATER.plusSeconds(9), "late"), DEFERRED);
    assertThat(entries(spool).getFirst().due()).isEqualTo(LATER);
  }

  @Test
  void anOutcomeCountsOnce() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    settle(spool, entry, DEFERRED);
    assertThat(settle(spool, entry, DELIVERED)).isEqualTo(Settlement.Answer.GONE);
    Entry again = entries(spool).getFirst();
    settle(spool, again, DELIVERED);
    assertThat(settle(spool, again, DELIVERED)).isEqualTo(Settlement.Answer.GONE);
    assertThat(settle(spool, again, DEFERRED)).isEqualTo(Settlement.Answer.GONE);
  }

  @Test
  void anOldEpochMayOnlySayDelivered() throws Exception {
    Entry entry = entry(id(1), 0, NOON, "a@x.example", "b@x.example", "c@x.example");
    Mail.commit(spool, octets(10, 1), entry);
    long old = spool.parts().getFirst().epoch() - 1;
    Settlement late =
        new Settlement(entry, old, List.of(DELIVERED, DEFERRED, FAILED), true, notice(2));
    assertThat(settle(spool, late)).isEqualTo(Settlement.Answer.FENCED);
    Entry left = entries(spool).getFirst();
    assertThat(left.recipients())
        .containsExactly(Mail.mailbox("b@x.example"), Mail.mailbox("c@x.example"));
    assertThat(left.due()).isEqualTo(NOON);
    assertThat(left.attempts()).isZero();
    assertThat(spool.envelope(id(2))).isEmpty();
    // The present owner had begun with all three.
    assertThat(settle(spool, entry, DELIVERED, DELIVERED, FAILED))
        .isEqualTo(Settlement.Answer.RECORDED);
    assertThat(entries(spool)).isEmpty();
  }

  private Settlement.Notice notice(int n) throws Exception {
    Intake intake = Mail.append(spool, octets(70_000, n));
    return new Settlement.Notice(
        intake,
        Mail.envelope(id(n), 70_000),
        List.of(entry(id(n), 0, NOON, "author@home.example")));
  }

  @Test
  void whatFailsIsReplacedByItsNotice() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    Settlement failed =
        new Settlement(entry, spool.parts().getFirst().epoch(), List.of(FAILED), false, notice(2));
    assertThat(settle(spool, failed)).isEqualTo(Settlement.Answer.RECORDED);
    assertThat(entries(spool)).extracting(Entry::message).containsExactly(id(2));
    assertThat(content(spool, id(2))).isEqualTo(withHead(octets(70_000, 2)));
  }

  @Test
  void aNoticeForWhatIsGoneIsNotTaken() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    settle(spool, entry, DELIVERED);
    Settlement failed =
        new Settlement(entry, spool.parts().getFirst().epoch(), List.of(FAILED), false, notice(2));
    assertThat(settle(spool, failed)).isEqualTo(Settlement.Answer.GONE);
    assertThat(entries(spool)).isEmpty();
  }

  @Test
  void aWarningIsRemembered() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    long epoch = spool.parts().getFirst().epoch();
    settle(spool, new Settlement(entry, epoch, List.of(DEFERRED), true, notice(2)));
    Entry warned = Mail.list(spool, Query.of(id(1))).getFirst().entry();
    assertThat(warned.warned()).isTrue();
    settle(spool, new Settlement(warned, epoch, List.of(DEFERRED), false, null));
    assertThat(Mail.list(spool, Query.of(id(1))).getFirst().entry().warned()).isTrue();
  }

  @Test
  void manySettlementsAreAnsweredInOrder() throws Exception {
    Entry first = entry(id(1), 0, NOON, "a@x.example");
    Entry second = entry(id(1), 1, NOON, "b@y.example");
    Mail.commit(spool, octets(10, 1), first, second);
    Part part = spool.parts().getFirst();
    List<Settlement> settlements =
        List.of(
            new Settlement(first, part.epoch(), List.of(DELIVERED), false, null),
            new Settlement(first, part.epoch(), List.of(DELIVERED), false, null),
            new Settlement(second, part.epoch(), List.of(DELIVERED), false, null));
    assertThat(spool.settle(part, settlements).toCompletableFuture().get(60, SECONDS))
        .containsExactly(
            Settlement.Answer.RECORDED, Settlement.Answer.GONE, Settlement.Answer.RECORDED);
    assertThat(spool.settle(part, List.of()).toCompletableFuture().get(60, SECONDS)).isEmpty();
    assertThat(entries(spool)).isEmpty();
  }

  @Test
  void dueGoesOnAtTheCursor() throws Exception {
    for (int n = 0; n < 10; n++) {
      Mail.commit(spool, octets(10, n), entry(id(n), 0, NOON.plusSeconds(10 - n), "a@x.example"));
    }
    Part part = spool.parts().getFirst();
    Due first = spool.due(part, Due.START, NOON.plusSeconds(9), 4);
    assertThat(first.entries())
        .extracting(Entry::message)
        .containsExactly(id(9), id(8), id(7), id(6));
    assertThat(first.more()).isTrue();
    Due second = spool.due(part, first.cursor(), NOON.plusSeconds(9), 20);
    assertThat(second.entries())
        .extracting(Entry::message)
        .containsExactly(id(5), id(4), id(3), id(2), id(1));
    assertThat(second.more()).isFalse();
    Due third = spool.due(part, second.cursor(), NOON.plusSeconds(9), 20);
    assertThat(third.entries()).isEmpty();
    assertThat(spool.due(part, third.cursor(), NOON.plusSeconds(99), 20).entries())
        .extracting(Entry::message)
        .containsExactly(id(0));
    assertThat(spool.nextDue(part, NOON)).isEqualTo(NOON.plusSeconds(1));
    assertThat(spool.nextDue(part, NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(2));
    assertThat(spool.nextDue(part, NOON.plusSeconds(10))).isNull();
  }

  @Test
  void dueTimesAreInstantsWhateverTheClockDoes() throws Exception {
    clock.advance(Duration.ofHours(-5));
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    clock.advance(Duration.ofHours(50));
    assertThat(due(spool, NOON.minusSeconds(1))).isEmpty();
    assertThat(due(spool, NOON)).containsExactly(entry);
  }

  @Test
  void theCommitThenTheListener() throws Exception {
    Queue<Entry> told = new ConcurrentLinkedQueue<>();
    CountDownLatch three = new CountDownLatch(3);
    spool.onReady(_ -> {
      throw new IllegalStateException("a listener that fails harms nobody");
    });
    spool.onReady(entry -> {
      told.add(entry);
      three.countDown();
    });
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    spool.change(Query.ALL, new Change.Hold("wait"), null, 10);
    spool.change(Query.ALL, new Change.Release(LATER), null, 10);
    spool.change(Query.ALL, new Change.Retry(NOON), null, 10);
    assertThat(three.await(60, SECONDS)).isTrue();
    assertThat(told)
        .containsExactly(entry, entry.held("wait").at(LATER), entry.held("wait").at(NOON));
  }

  @Test
  void heldIsNeverDueUntilReleased() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    assertThat(spool.change(Query.ALL, new Change.Hold("look"), null, 10).items())
        .extracting(Listing.Item::entry)
        .containsExactly(entry);
    assertThat(due(spool, Instant.MAX)).isEmpty();
    assertThat(spool.change(Query.ALL, new Change.Retry(NOON), null, 10).items()).isEmpty();
    assertThat(spool.change(Query.ALL, new Change.Hold("again"), null, 10).items()).isEmpty();
    assertThat(entries(spool).getFirst().reason()).isEqualTo("look");
    assertThat(spool.change(Query.ALL, new Change.Release(LATER), null, 10).items()).hasSize(1);
    assertThat(due(spool, LATER)).hasSize(1);
  }

  @Test
  void whatIsHeldDuringAnAttemptStaysHeld() throws Exception {
    Entry entry = keep(spool, 1, octets(10, 1), "a@x.example");
    spool.change(Query.ALL, new Change.Hold("look"), null, 10);
    assertThat(settle(spool, entry, DEFERRED)).isEqualTo(Settlement.Answer.RECORDED);
    assertThat(entries(spool).getFirst().state()).isEqualTo(Entry.State.HELD);
    assertThat(entries(spool).getFirst().reason()).isEqualTo("look");
  }

  @Test
  void deletedIsGoneAndALateOutcomeChangesNothing() throws Exception {
    Entry entry = keep(spool, 1, octets(100_000, 1), "a@x.example");
    spool.change(Query.of(id(1)), new Change.Delete(), null, 10);
    assertThat(entries(spool)).isEmpty();
    assertThat(spool.content(id(1))).isEmpty();
    assertThat(settle(spool, entry, DEFERRED)).isEqualTo(Settlement.Answer.GONE);
  }

  @Test
  void changesGoInBoundedSteps() throws Exception {
    for (int n = 0; n < 25; n++) {
      keep(spool, n, octets(10, n), "a@x.example");
    }
    int changed = 0;
    String page = null;
    do {
      Listing step = spool.change(Query.ALL, new Change.Hold("all"), page, 10);
      assertThat(step.items().size()).isLessThanOrEqualTo(10);
      changed += step.items().size();
      page = step.next();
    } while (page != null);
    assertThat(changed).isEqualTo(25);
    assertThat(spool.counts().byDestination())
        .containsExactlyEntriesOf(Map.of("x.example", new Counts.Count(0, 25)));
  }

  @Test
  void listsByEachProperty() throws Exception {
    keep(spool, 1, octets(10, 1), "a@x.example");
    keep(spool, 2, octets(10, 2), "b@y.example");
    keep(spool, 3, octets(10, 3), "A@Y.example");
    spool.change(Query.of(id(2)), new Change.Hold("look"), null, 10);
    assertThat(ids(new Query(id(2), null, null, null, null, null))).containsExactly(2);
    assertThat(ids(new Query(null, "Y.example", null, null, null, null))).containsExactly(2, 3);
    assertThat(ids(new Query(null, null, "AUTHOR@home.example", null, null, null)))
        .containsExactly(1, 2, 3);
    assertThat(ids(new Query(null, null, "<>", null, null, null))).isEmpty();
    assertThat(ids(new Query(null, null, null, "a@y.example", null, null))).containsExactly(3);
    assertThat(ids(new Query(null, null, null, null, Entry.State.HELD, null))).containsExactly(2);
    assertThat(ids(new Query(null, null, null, null, null, NOON.plusMillis(3))))
        .containsExactly(1, 2);
    assertThat(ids(Query.of(id(9)))).isEmpty();
  }

  private List<Integer> ids(Query query) throws Exception {
    return Mail.list(spool, query).stream()
        .map(item -> (int) (item.entry().message().epochMillis() - NOON.toEpochMilli()))
        .toList();
  }

  @Test
  void countsByDestination() throws Exception {
    keep(spool, 1, octets(10, 1), "a@x.example");
    keep(spool, 2, octets(10, 2), "b@y.example");
    keep(spool, 3, octets(10, 3), "c@y.example");
    spool.change(Query.of(id(2)), new Change.Hold("look"), null, 10);
    Counts counts = spool.counts();
    assertThat(counts.byDestination().get("x.example")).isEqualTo(new Counts.Count(1, 0));
    assertThat(counts.byDestination().get("y.example")).isEqualTo(new Counts.Count(1, 1));
    assertThat(counts.at()).isEqualTo(clock.instant());
    assertThat(spool.health().entries()).isEqualTo(3);
  }

  @Test
  void aHealthySpoolAdmits() {
    assertThat(spool.admit(0)).isEmpty();
    assertThat(spool.admit(10 << 20)).isEmpty();
    assertThat(spool.health().healthy()).isTrue();
    assertThat(spool.health().full()).isFalse();
  }

  @Test
  void manyWritersAtOnceLoseNothing() throws Exception {
    int writers = 16;
    List<Thread> threads = new ArrayList<>();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int w = 0; w < writers; w++) {
      int base = w * 1000;
      threads.add(Thread.ofVirtual().start(() -> write(base, failures)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(entries(spool)).hasSize(writers * 10);
  }

  /// Twenty messages of mixed sizes, every second one settled.
  private void write(int base, Queue<Throwable> failures) {
    try {
      for (int n = 0; n < 20; n++) {
        byte[] body = octets(n % 5 == 0 ? 90_000 : 900, base + n);
        Entry entry = keep(spool, base + n, body, "a@d" + n + ".example");
        if (n % 2 == 0) {
          settle(spool, entry, DELIVERED);
        } else {
          assertThat(content(spool, id(base + n))).isEqualTo(withHead(body));
        }
      }
    } catch (Throwable e) { // any failure fails the test
      failures.add(e);
    }
  }

  @Test
  void closedTakesNothing() throws Exception {
    Intake intake = Mail.append(spool, octets(10, 1));
    spool.close();
    assertThat(spool.admit(1)).containsInstanceOf(SpoolRefusal.Unhealthy.class);
    assertThat(
            intake
                .commit(Mail.envelope(id(1), 10), List.of(entry(id(1), 0, NOON, "a@x.example")))
                .toCompletableFuture()
                .get(60, SECONDS))
        .isInstanceOf(SpoolRefusal.Unhealthy.class);
    spool.close();
    spool = open(clock);
  }
}
