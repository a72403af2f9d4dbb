// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.postrider.queue.store.contract.Mail.NOON;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.contract.Mail;
import org.postrider.smtp.protocol.message.MessageId;

/// The whole course of a message, told by its number alone: its octets, its entries, what is done
/// to it step by step, and what stands in the queue after each. Step 0 is its commit.
final class Course {
  private static final int NOTICE = 10_000_000;
  private static final Instant LATER = NOON.plusSeconds(3600);

  private final int number;
  private final List<Step> steps = new ArrayList<>();

  /// After step i, the entries of the message and of its notice.
  private final List<List<Entry>> states = new ArrayList<>();

  /// What is done after the commit.
  private sealed interface Step {
    /// Outcomes for the first entry; perhaps a notice.
    record Settle(List<Outcome> outcomes, boolean notice) implements Step {}

    /// What an operator does to the message.
    record Alter(Change change) implements Step {}
  }

  Course(int number) {
    this.number = number;
    List<Entry> entries = new ArrayList<>();
    entries.add(Mail.entry(id(), 0, NOON.plusSeconds(number % 60), recipients(1 + number % 3)));
    if (number % 4 == 1) {
      entries.add(Mail.entry(id(), 1, NOON, "last@y" + number % 5 + ".example"));
    }
    states.add(entries);
    Outcome later = new Outcome.Deferred(LATER.plusSeconds(number % 100), "4.2.1 busy");
    switch (number % 10) {
      case 4 -> settle(later);
      case 5 -> settleWithNotice(new Outcome.Failed("5.1.1 nobody"));
      case 6 -> alter(new Change.Hold("look at it"));
      case 7 -> {
        alter(new Change.Hold("wait"));
        alter(new Change.Release(LATER));
      }
      case 8 -> alter(new Change.Delete());
      case 9 -> {
        settle(later);
        settle(later);
      }
      default -> {}
    }
    // Some of the small ones stay for ever.
    while (!last().isEmpty() && (number % 30 >= 10 || length() > 20_000)) {
      settle(new Outcome.Delivered());
    }
  }

  private static String[] recipients(int count) {
    String[] recipients = new String[count];
    for (int i = 0; i < count; i++) {
      recipients[i] = "r" + i + "@x.example";
    }
    return recipients;
  }

  private List<Entry> last() {
    return states.getLast();
  }

  private void settle(Outcome outcome) {
    settle(outcome, false);
  }

  private void settleWithNotice(Outcome outcome) {
    settle(outcome, true);
  }

  private void settle(Outcome outcome, boolean notice) {
    Entry entry = last().getFirst();
    List<Outcome> outcomes = entry.recipients().stream().map(_ -> outcome).toList();
    List<Entry> next = new ArrayList<>(last());
    next.removeFirst();
    next.addAll(new Settlement(entry, 1, outcomes, false, null).left(entry, false, 99));
    if (notice) {
      next.add(noticeEntry());
    }
    next.sort(Comparator.comparing(Entry::name));
    steps.add(new Step.Settle(outcomes, notice));
    states.add(next);
  }

  private void alter(Change change) {
    List<Entry> next = new ArrayList<>();
    for (Entry entry : last()) {
      Entry changed = change.concerns(entry) ? change.changed(entry) : entry;
      if (changed != null) {
        next.add(changed);
      }
    }
    steps.add(new Step.Alter(change));
    states.add(next);
  }

  int number() {
    return number;
  }

  MessageId id() {
    return Mail.id(number);
  }

  MessageId noticeId() {
    return Mail.id(NOTICE + number);
  }

  private Entry noticeEntry() {
    return Mail.entry(noticeId(), 0, NOON, "author@home.example");
  }

  /// Most are small, some are large, a few very large.
  private int length() {
    return switch (number % 20) {
      case 3 -> 800_000 + number % 13 * 100_000;
      case 8, 13 -> 200_000 + number % 17 * 20_000;
      case 2, 5, 11, 17 -> 20_000 + number % 11 * 9000;
      default -> 500 + number % 41 * 150;
    };
  }

  byte[] octets() {
    return Mail.octets(length(), number);
  }

  byte[] noticeOctets() {
    return Mail.octets(number % 20 == 15 ? 70_000 : 900, NOTICE + number);
  }

  /// How many steps there are, the commit included.
  int size() {
    return states.size();
  }

  /// What stands in the queue after this many steps.
  List<Entry> after(int count) {
    return count == 0 ? List.of() : states.get(count - 1);
  }

  /// Whether the step of this number is what an operator does.
  boolean isAlteration(int index) {
    return index > 0 && steps.get(index - 1) instanceof Step.Alter;
  }

  /// Does the step of this number. Throws what is not a success.
  void step(Spool spool, int index) throws Exception {
    if (index == 0) {
      Commit commit = Mail.commit(spool, octets(), states.getFirst().toArray(new Entry[0]));
      if (!(commit instanceof Commit.Kept)) {
        throw new IllegalStateException(id() + " is not kept: " + commit);
      }
      return;
    }
    switch (steps.get(index - 1)) {
      case Step.Settle settle -> settle(spool, after(index).getFirst(), settle);
      case Step.Alter(Change change) -> spool.change(Query.of(id()), change, null, 10);
    }
  }

  private void settle(Spool spool, Entry entry, Step.Settle step) throws Exception {
    long epoch = spool.parts().getFirst().epoch();
    Settlement.@Nullable Notice notice = null;
    if (step.notice) {
      byte[] octets = noticeOctets();
      notice =
          new Settlement.Notice(
              Mail.append(spool, octets),
              Mail.envelope(noticeId(), octets.length),
              List.of(noticeEntry()));
    }
    Settlement settlement = new Settlement(entry, epoch, step.outcomes, false, notice);
    Settlement.Answer answer =
        spool
            .settle(spool.parts().getFirst(), List.of(settlement))
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS)
            .getFirst();
    if (answer != Settlement.Answer.RECORDED) {
      throw new IllegalStateException(entry.name() + " is not settled: " + answer);
    }
  }
}
