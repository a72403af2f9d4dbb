// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.entry;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.testkit.Waits;

/// A spool that may have so many octets and no more: beyond, new mail is refused, while outcomes
/// and notices are taken; when it is smaller it goes on by itself.
class MostSizeTest {
  private static final int MOST = 64 << 20;

  @TempDir private Path directory;

  @Test
  void refusesBeyondTheMostSizeAndGoesOnBelow() throws Exception {
    SpoolSettings settings = new SpoolSettings(directory, Duration.ofSeconds(30), 0, MOST, 1 << 20);
    try (Spool spool = Spool.open(settings, Instant::now)) {
      assertThat(spool.admit(MOST)).containsInstanceOf(SpoolRefusal.Full.class);
      Entry entry = Mail.keep(spool, 1, octets(1000, 1), "a@x.example");
      Path more = directory.resolve("more");
      Files.write(more, new byte[MOST]);
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(
              () -> assertThat(spool.admit(0)).containsInstanceOf(SpoolRefusal.Full.class));
      assertThat(commit(spool, 2)).isInstanceOf(SpoolRefusal.Full.class);
      assertThat(spool.health().full()).isTrue();
      assertThat(spool.health().octets()).isGreaterThan(MOST);
      assertThat(spool.health().free()).isPositive().isLessThan(Long.MAX_VALUE);
      assertThat(Mail.settle(spool, bounce(spool, entry))).isEqualTo(Settlement.Answer.RECORDED);
      assertThat(spool.content(id(3))).isPresent();
      Files.delete(more);
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(spool.admit(0)).isEmpty());
      assertThat(commit(spool, 2)).isInstanceOf(Commit.Kept.class);
      SpoolCheck.check(spool);
    }
  }

  /// What came in since the last look at the directory counts.
  @Test
  void isNotOverrunBetweenTwoLooks() throws Exception {
    SpoolSettings settings = new SpoolSettings(directory, Duration.ofSeconds(30), 0, MOST, 1 << 20);
    try (Spool spool = Spool.open(settings, Instant::now)) {
      int kept = 0;
      while (kept < 1000 && commit(spool, kept + 1) instanceof Commit.Kept) {
        kept++;
      }
      assertThat(kept).isBetween(1, 64);
      assertThat(spool.admit(1_000_000)).containsInstanceOf(SpoolRefusal.Full.class);
    }
  }

  private static Commit commit(Spool spool, int n) throws Exception {
    return Mail.commit(spool, octets(1_000_000, n), entry(id(n), 0, NOON, "a@x.example"));
  }

  private static Settlement bounce(Spool spool, Entry entry) throws Exception {
    Settlement.Notice notice =
        new Settlement.Notice(
            Mail.append(spool, octets(5000, 3)),
            Mail.envelope(id(3), 5000),
            List.of(entry(id(3), 0, NOON, "author@home.example")));
    long epoch = spool.parts().getFirst().epoch();
    return new Settlement(entry, epoch, List.of(new Outcome.Failed("5.1.1")), false, notice);
  }
}
