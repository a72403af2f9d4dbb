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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.testkit.ManualClock;

/// What every store keeps to as messages come in. After each test the whole store is walked.
public abstract class IntakeContract {
  static final Outcome DELIVERED = new Outcome.Delivered();
  static final Outcome FAILED = new Outcome.Failed("5.1.1 no such user");
  static final Outcome HELD = new Outcome.Held("held by policy");
  static final Instant LATER = NOON.plusSeconds(600);
  static final Outcome DEFERRED = new Outcome.Deferred(LATER, "4.2.1 busy");

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
