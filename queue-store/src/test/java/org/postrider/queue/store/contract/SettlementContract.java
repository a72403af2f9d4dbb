// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
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

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Settlement;

/// What every store keeps to as outcomes come in.
public abstract class SettlementContract extends IntakeContract {

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
    assertThat(left.getFirst().recipients()).containsExactly(Mail.recipient("wait@x.example"));
    assertThat(left.getFirst().state()).isEqualTo(Entry.State.QUEUED);
    assertThat(left.getLast().recipients()).containsExactly(Mail.recipient("hold@x.example"));
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
        .containsExactly(Mail.recipient("b@x.example"), Mail.recipient("c@x.example"));
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
}
