// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.due;
import static org.postrider.queue.store.contract.Mail.entries;
import static org.postrider.queue.store.contract.Mail.entry;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.keep;
import static org.postrider.queue.store.contract.Mail.octets;
import static org.postrider.queue.store.contract.Mail.settle;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.SpoolStats;

/// What every store keeps to: how messages come in, how outcomes do, and what may be asked and
/// changed meanwhile.
public abstract class SpoolContract extends SettlementContract {

  @Test
  void dueGoesOnAtTheCursor() throws Exception {
    for (int n = 0; n < 10; n++) {
      Mail.commit(spool, octets(10, n), entry(id(n), 0, NOON.plusSeconds(10 - n), "a@x.example"));
    }
    Part part = spool.parts().getFirst();
    Due first = spool.due(part, Queues.ANY, Due.START, NOON.plusSeconds(9), 4);
    assertThat(first.entries())
        .extracting(Entry::message)
        .containsExactly(id(9), id(8), id(7), id(6));
    assertThat(first.more()).isTrue();
    Due second = spool.due(part, Queues.ANY, first.cursor(), NOON.plusSeconds(9), 20);
    assertThat(second.entries())
        .extracting(Entry::message)
        .containsExactly(id(5), id(4), id(3), id(2), id(1));
    assertThat(second.more()).isFalse();
    Due third = spool.due(part, Queues.ANY, second.cursor(), NOON.plusSeconds(9), 20);
    assertThat(third.entries()).isEmpty();
    assertThat(spool.due(part, Queues.ANY, third.cursor(), NOON.plusSeconds(99), 20).entries())
        .extracting(Entry::message)
        .containsExactly(id(0));
    assertThat(spool.nextDue(part, NOON)).isEqualTo(NOON.plusSeconds(1));
    assertThat(spool.nextDue(part, NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(2));
    assertThat(spool.nextDue(part, NOON.plusSeconds(10))).isNull();
  }

  /// Thirty entries to three destinations in turn, due in the opposite order.
  private List<Entry> crowd() throws Exception {
    List<Entry> crowd = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      Entry entry = entry(id(n), 0, NOON.minusSeconds(n), "a@d" + n % 3 + ".example");
      Mail.commit(spool, octets(10, n), entry);
      crowd.addFirst(entry);
    }
    return crowd;
  }

  private static List<Entry> among(Queues meant, List<Entry> entries) {
    return entries.stream().filter(entry -> meant.include(entry.destination())).toList();
  }

  @Test
  void dueMeansTheDestinationsNamed() throws Exception {
    List<Entry> crowd = crowd();
    for (Queues meant :
        List.of(
            Queues.ANY,
            new Queues.Only("d1.example"),
            new Queues.Only("d"),
            new Queues.Only("nobody.example"),
            new Queues.Except(Set.of(), Set.of()),
            new Queues.Except(Set.of("d1.example", "nobody.example"), Set.of()),
            new Queues.Except(Set.of("d0.example", "d1.example", "d2.example"), Set.of()))) {
      assertThat(due(spool, meant, NOON)).isEqualTo(among(meant, crowd));
      assertThat(due(spool, meant, NOON.minusSeconds(15)))
          .isEqualTo(among(meant, crowd.subList(0, 15)));
    }
    settle(spool, crowd.get(1), DELIVERED);
    settle(spool, crowd.get(4), DEFERRED);
    spool.change(Query.of(crowd.get(7).message()), new Change.Hold("look"), null, 10);
    Queues one = new Queues.Only(crowd.get(1).destination());
    assertThat(due(spool, one, NOON)).isEqualTo(among(one, crowd.subList(8, 30)));
    assertThat(due(spool, one, LATER)).hasSize(8);
  }

  @Test
  void aCursorIsGoodForOtherDestinations() throws Exception {
    List<Entry> crowd = crowd();
    Part part = spool.parts().getFirst();
    Queues one = new Queues.Only("d1.example");
    Queues others = new Queues.Except(Set.of("d1.example"), Set.of());
    Due first = spool.due(part, others, Due.START, NOON, 4);
    assertThat(first.entries()).isEqualTo(among(others, crowd).subList(0, 4));
    assertThat(first.more()).isTrue();
    int at = crowd.indexOf(first.entries().getLast());
    // Whether the cursor stands before or after what was skipped is left to the store.
    assertThat(spool.due(part, one, first.cursor(), NOON, 99).entries())
        .endsWith(among(one, crowd.subList(at + 2, 30)).toArray(new Entry[0]))
        .doesNotContainAnyElementsOf(crowd.subList(0, at));
    Due second = spool.due(part, others, first.cursor(), NOON, 99);
    assertThat(second.entries()).isEqualTo(among(others, crowd.subList(at + 1, 30)));
    assertThat(second.more()).isFalse();
    Due alone = spool.due(part, one, Due.START, NOON, 5);
    assertThat(alone.entries()).isEqualTo(among(one, crowd).subList(0, 5));
    at = crowd.indexOf(alone.entries().getLast());
    assertThat(spool.due(part, Queues.ANY, alone.cursor(), NOON, 99).entries())
        .isEqualTo(crowd.subList(at + 1, 30));
    assertThat(spool.due(part, one, second.cursor(), NOON, 99).entries()).isEmpty();
  }

  @Test
  void eachLaneOfADestinationIsAQueueOfItsOwn() throws Exception {
    Lane urgent = new Lane(4, 63);
    Entry usual = keep(spool, 1, octets(10, 1), "a@x.example");
    Entry first = Mail.in(urgent, entry(id(2), 0, NOON, "a@x.example"));
    Mail.commit(spool, octets(10, 2), first);
    assertThat(usual.queue()).isEqualTo("x.example");
    Queues other = new Queues.Only(first.queue());
    assertThat(due(spool, new Queues.Only("x.example"), NOON)).containsExactly(usual);
    assertThat(due(spool, other, NOON)).containsExactly(first);
    assertThat(due(spool, new Queues.Except(Set.of(first.queue()), Set.of()), NOON))
        .containsExactly(usual);
    assertThat(due(spool, new Queues.Except(Set.of(), Set.of("x.example")), NOON)).isEmpty();
    assertThat(spool.counts().byDestination()).containsOnlyKeys("x.example");

    settle(spool, first, DEFERRED);
    spool.change(Query.of(first.message()), new Change.Hold("look"), null, 10);
    assertThat(due(spool, other, LATER)).isEmpty();
    spool.change(Query.of(first.message()), new Change.Release(NOON), null, 10);
    assertThat(due(spool, other, LATER)).extracting(Entry::lane).containsExactly(urgent);
  }

  @Test
  void skippingIsBounded() throws Exception {
    Part part = spool.parts().getFirst();
    int crowd = 25_000;
    for (int from = 0; from < crowd; from += Entry.MOST_RECIPIENTS) {
      Entry[] entries = new Entry[Entry.MOST_RECIPIENTS];
      for (int n = 0; n < entries.length; n++) {
        entries[n] = entry(id(from), n, NOON, "a@crowded.example");
      }
      Mail.commit(spool, octets(10, from), entries);
    }
    Entry last = keep(spool, crowd, octets(10, 1), "a@x.example");
    Queues others = new Queues.Except(Set.of("crowded.example"), Set.of());
    Due first = spool.due(part, others, Due.START, NOON, 10);
    assertThat(first.entries()).isEmpty();
    assertThat(first.more()).isTrue();
    assertThat(due(spool, others, NOON)).containsExactly(last);
    assertThat(spool.due(part, new Queues.Only("x.example"), Due.START, NOON, 10).entries())
        .containsExactly(last);
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
  void entriesAreChangedByName() throws Exception {
    Entry first = entry(id(1), 0, NOON, "a@x.example");
    Entry second = entry(id(1), 1, NOON, "b@x.example");
    Mail.commit(spool, octets(10, 1), first, second);
    List<EntryName> names = List.of(second.name(), new EntryName(id(9), 0));
    assertThat(spool.change(names, new Change.Hold("look"))).containsExactly(second);
    assertThat(spool.change(names, new Change.Hold("again"))).isEmpty();
    assertThat(due(spool, NOON)).containsExactly(first);
    assertThat(spool.change(names, new Change.Delete())).containsExactly(second.held("look"));
    assertThat(entries(spool)).containsExactly(first);
  }

  @Test
  void aCheckReadsEverything() throws Exception {
    keep(spool, 1, octets(300_000, 1), "a@x.example");
    Entry first = entry(id(2), 0, NOON, "a@x.example");
    Entry second = entry(id(2), 1, NOON, "b@y.example");
    Mail.commit(spool, octets(10, 2), first, second);
    keep(spool, 3, octets(0, 3), "c@z.example");
    spool.change(Query.of(id(3)), new Change.Hold("look"), null, 10);
    List<String> heard = new ArrayList<>();
    CheckReport report = spool.upkeep().check((at, _, _) -> heard.add(at));
    assertThat(report.isSound()).isTrue();
    assertThat(report.messages()).isEqualTo(3);
    assertThat(report.entries()).isEqualTo(4);
    assertThat(report.octets()).isEqualTo(300_010 + 3L * Mail.HEAD.length);
    assertThat(heard).contains("messages and entries");
    assertThat(spool.upkeep().damaged(null, 10).items()).isEmpty();
    assertThat(spool.upkeep().drop(id(1))).isZero();
    assertThat(spool.upkeep().format()).isNotEmpty();
  }

  @Test
  void aCheckEndsWhereItsListenerSaysSo() throws Exception {
    keep(spool, 1, octets(10, 1), "a@x.example");
    Progress enough =
        (_, _, _) -> {
          throw new IOException("enough");
        };
    assertThatThrownBy(() -> spool.upkeep().check(enough)).hasMessage("enough");
  }

  @Test
  void aCheckFindsNothingWhileMailComesAndGoes() throws Exception {
    Intake open = Mail.append(spool, octets(200_000, 99));
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> traffic =
        CompletableFuture.runAsync(() -> {
          for (int n = 100; !stop.get(); n++) {
            traffic(n);
          }
        });
    for (int i = 0; i < 20; i++) {
      assertThat(spool.upkeep().check(Progress.UNHEARD).findings()).isEmpty();
    }
    stop.set(true);
    traffic.join();
    open.abandon();
  }

  private void traffic(int n) {
    try {
      Entry entry = keep(spool, n, octets(n % 3 == 0 ? 150_000 : 500, n), "a@x.example");
      settle(spool, entry, n % 7 == 0 ? DEFERRED : DELIVERED);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void statsCountByStateAgeAndDestination() throws Exception {
    keep(spool, 1, octets(1000, 1), "a@x.example");
    Entry first = entry(id(2), 0, NOON, "a@y.example");
    Entry second = entry(id(2), 1, NOON, "b@y.example");
    Mail.commit(spool, octets(5000, 2), first, second);
    spool.change(Query.of(id(1)), new Change.Hold("look"), null, 10);
    SpoolStats stats = SpoolStats.of(spool, NOON.plus(Duration.ofHours(2)), 1, Progress.UNHEARD);
    int head = Mail.HEAD.length;
    assertThat(stats.all()).isEqualTo(new SpoolStats.Sum(3, 2, 6000 + 2 * head));
    assertThat(stats.byState().get(Entry.State.HELD))
        .isEqualTo(new SpoolStats.Sum(1, 1, 1000 + head));
    assertThat(stats.byAge().get("up to 6h").messages()).isEqualTo(2);
    assertThat(stats.byDestination())
        .containsExactlyEntriesOf(Map.of("y.example", new SpoolStats.Sum(2, 1, 5000 + head)));
    assertThat(stats.destinations()).isEqualTo(2);
  }
}
