// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.testkit.ManualClock;

/// Any sequence of operations leaves the spool on disk and the one in memory the same, whenever the
/// one on disk is closed and opened again in between. The seed tells a failure again.
class RandomOperationsTest {
  private static final int OPERATIONS = 400;

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock(NOON);
  private final Spool model = Spool.inMemory(clock);
  private Spool disk;
  private int messages;

  @ParameterizedTest
  @ValueSource(longs = {1, 20261123, 77})
  void theSpoolsAgree(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    // A small budget, so that content comes from memory and from disk.
    SpoolSettings settings = new SpoolSettings(directory, Duration.ofSeconds(60), 0, 0, 20_000);
    disk = Spool.open(settings, clock);
    try {
      for (int i = 0; i < OPERATIONS; i++) {
        step(random);
        if (random.nextInt(60) == 0) {
          compare();
          disk.close();
          disk = Spool.open(settings, clock);
          compare();
        }
      }
      compare();
      SpoolCheck.check(disk);
    } finally {
      disk.close();
      model.close();
    }
  }

  private void step(SplittableRandom random) throws Exception {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> accept(random);
      case 4, 5, 6, 7 -> settle(random);
      case 8 -> change(random);
      default -> {
        Intake intake = Mail.append(disk, octets(random.nextInt(200_000), 1));
        intake.abandon();
      }
    }
  }

  private void accept(SplittableRandom random) throws Exception {
    boolean again = messages > 0 && random.nextInt(8) == 0;
    int n = again ? random.nextInt(messages) : messages++;
    byte[] body = octets(random.nextInt(5) == 0 ? random.nextInt(300_000) : 500, n);
    List<Entry> entries = new ArrayList<>();
    for (int e = 0; e <= random.nextInt(3); e++) {
      String[] recipients = new String[1 + random.nextInt(4)];
      for (int r = 0; r < recipients.length; r++) {
        recipients[r] = "r" + r + "@d" + e + ".example";
      }
      entries.add(Mail.entry(id(n), e, NOON.plusSeconds(random.nextInt(100)), recipients));
    }
    for (Spool spool : List.of(model, disk)) {
      Mail.commit(spool, body, entries.toArray(new Entry[0]));
    }
  }

  private void settle(SplittableRandom random) throws Exception {
    List<Entry> due = Mail.due(model, NOON.plusSeconds(random.nextInt(200)));
    if (due.isEmpty()) {
      return;
    }
    Entry entry = due.get(random.nextInt(due.size()));
    List<Outcome> outcomes = new ArrayList<>();
    for (int r = 0; r < entry.recipients().size(); r++) {
      outcomes.add(
          switch (random.nextInt(6)) {
            case 0 -> new Outcome.Deferred(entry.due().plusSeconds(random.nextInt(50)), "later");
            case 1 -> new Outcome.Held("held");
            case 2 -> new Outcome.Failed("no");
            default -> new Outcome.Delivered();
          });
    }
    boolean notice = random.nextInt(5) == 0;
    boolean warned = random.nextBoolean();
    int n = notice ? messages++ : 0;
    long epoch = random.nextInt(8) == 0 ? 0 : 1;
    List<Settlement.Answer> answers = new ArrayList<>();
    for (Spool spool : List.of(model, disk)) {
      Settlement.Notice bounce = notice ? notice(spool, n) : null;
      answers.add(Mail.settle(spool, new Settlement(entry, epoch, outcomes, warned, bounce)));
    }
    assertThat(answers.getLast()).isEqualTo(answers.getFirst());
  }

  private static Settlement.Notice notice(Spool spool, int n) throws Exception {
    byte[] body = octets(n % 2 == 0 ? 90_000 : 300, n);
    return new Settlement.Notice(
        Mail.append(spool, body),
        Mail.envelope(id(n), body.length),
        List.of(Mail.entry(id(n), 0, NOON, "author@home.example")));
  }

  private void change(SplittableRandom random) throws Exception {
    Instant due = NOON.plusSeconds(random.nextInt(100));
    Change change =
        switch (random.nextInt(5)) {
          case 0 -> new Change.Hold("look");
          case 1, 2 -> new Change.Release(due);
          case 3 -> new Change.Retry(due);
          default -> new Change.Delete();
        };
    Query query =
        random.nextBoolean()
            ? new Query(null, "d" + random.nextInt(3) + ".example", null, null, null, null)
            : Query.of(id(random.nextInt(messages + 1)));
    int most = 1 + random.nextInt(5);
    assertThat(entries(disk.change(query, change, null, most)))
        .isEqualTo(entries(model.change(query, change, null, most)));
  }

  private static List<Entry> entries(Listing listing) {
    return listing.items().stream().map(Listing.Item::entry).toList();
  }

  private void compare() throws Exception {
    List<Entry> expected = Mail.entries(model);
    assertThat(Mail.entries(disk)).isEqualTo(expected);
    assertThat(Mail.due(disk, Instant.MAX)).isEqualTo(Mail.due(model, Instant.MAX));
    for (Queues meant :
        List.of(new Queues.Only("d1.example"), new Queues.Except(Set.of("d0.example"), Set.of()))) {
      assertThat(Mail.due(disk, meant, Instant.MAX)).isEqualTo(Mail.due(model, meant, Instant.MAX));
    }
    assertThat(disk.counts()).isEqualTo(model.counts());
    for (Entry entry : expected) {
      assertThat(Mail.content(disk, entry.message()))
          .isEqualTo(Mail.content(model, entry.message()));
    }
  }
}
