// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.testkit.ManualClock;

/// The clock jumps an hour forth and back, while commits are under way and between them.
class ClockJumpTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock(NOON);
  private final List<Entry> kept = new ArrayList<>();
  private Spool spool;

  @BeforeEach
  void open() throws Exception {
    // Its commits may take less than an hour.
    spool = Spool.open(SpoolSettings.defaults(directory), clock);
  }

  @AfterEach
  void close() throws Exception {
    spool.close();
  }

  private void keep() throws Exception {
    int n = kept.size() + 1;
    kept.add(Mail.keep(spool, n, octets(n % 2 == 0 ? 200_000 : 500, n), "a@x.example"));
  }

  @Test
  void commitsUnderWayAreNotTimedOut() throws Exception {
    List<CompletableFuture<Commit>> commits = new ArrayList<>();
    for (int n = 1; n <= 40; n++) {
      byte[] body = octets(80_000, n);
      Intake intake = Mail.append(spool, body);
      Entry entry = Mail.entry(id(n), 0, NOON, "a@x.example");
      commits.add(
          intake.commit(Mail.envelope(id(n), body.length), List.of(entry)).toCompletableFuture());
      clock.advance(n % 2 == 0 ? HOUR : HOUR.negated());
    }
    for (CompletableFuture<Commit> commit : commits) {
      assertThat(commit.get(60, TimeUnit.SECONDS)).isInstanceOf(Commit.Kept.class);
    }
    SpoolCheck.check(spool);
  }

  @Test
  void dueTimesAreInstants() throws Exception {
    keep();
    clock.advance(HOUR.negated());
    keep();
    // Asked for what is due by the clock, the spool says so by its own word on each entry.
    assertThat(Mail.due(spool, clock.instant())).isEmpty();
    clock.advance(HOUR);
    assertThat(Mail.due(spool, clock.instant())).hasSize(2);
    Outcome later = new Outcome.Deferred(NOON.plus(HOUR), "4.2.1 busy");
    assertThat(Mail.settle(spool, kept.getFirst(), later)).isEqualTo(Settlement.Answer.RECORDED);
    clock.advance(HOUR);
    assertThat(Mail.due(spool, clock.instant())).hasSize(2);
    clock.advance(HOUR.negated());
    assertThat(Mail.due(spool, clock.instant())).hasSize(1);
    assertThat(spool.nextDue(spool.parts().getFirst(), clock.instant())).isEqualTo(NOON.plus(HOUR));
    assertThat(spool.counts().at()).isEqualTo(clock.instant());
  }

  /// Also a spool that was written by a later clock opens, and its ids are still its own.
  @Test
  void nothingIsLostAcrossARestart() throws Exception {
    for (Duration jump : List.of(HOUR, HOUR.negated(), HOUR.negated(), HOUR)) {
      keep();
      clock.advance(jump);
      keep();
      spool.close();
      open();
      assertThat(Mail.entries(spool)).isEqualTo(kept);
      for (int n = 1; n <= kept.size(); n++) {
        byte[] body = octets(n % 2 == 0 ? 200_000 : 500, n);
        assertThat(Mail.content(spool, id(n))).isEqualTo(Mail.withHead(body));
        // Committed again, by a client who was not told: still the same one message.
        assertThat(Mail.commit(spool, body, kept.get(n - 1))).isInstanceOf(Commit.Kept.class);
      }
      assertThat(Mail.entries(spool)).isEqualTo(kept);
      assertThat(spool.health().healthy()).isTrue();
      SpoolCheck.check(spool);
    }
    for (Entry entry : kept) {
      Mail.settle(spool, entry, new Outcome.Delivered());
    }
    assertThat(Mail.due(spool, Instant.MAX)).isEmpty();
  }
}
