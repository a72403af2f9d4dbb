// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// A commit on its way. Where its time runs out while it is being written, the client hears so, and
/// what was written is hidden at once and removed right after.
final class Acceptance implements Work {
  private enum State {
    WAITING,
    WRITING,
    LATE,
    ANSWERED
  }

  private final RocksSpool spool;
  private final Parcel parcel;
  private final Ticket ticket;
  private boolean isNew;
  private @Nullable SpoolRefusal refused;

  Acceptance(RocksSpool spool, Parcel parcel) {
    this.spool = spool;
    this.parcel = parcel;
    ticket = new Ticket(spool, parcel);
  }

  /// What the watch on the deadline needs to know, without the content.
  static final class Ticket {
    private final RocksSpool spool;
    private final MessageId id;
    private final long begun = System.nanoTime();
    private final CompletableFuture<Commit> answer = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    private Ticket(RocksSpool spool, Parcel parcel) {
      this.spool = spool;
      id = parcel.envelope().id();
    }

    /// Whether there is nothing more to watch.
    boolean isAnswered() {
      return answer.isDone();
    }

    /// Gives up after so long; whether it was so long.
    boolean expire(long timeoutNanos) {
      if (System.nanoTime() - begun < timeoutNanos) {
        return false;
      }
      if (state.compareAndSet(State.WAITING, State.ANSWERED)) {
        answer.complete(new SpoolRefusal.DeadlinePassed());
        return true;
      }
      spool.hide(id);
      if (state.compareAndSet(State.WRITING, State.LATE)) {
        answer.complete(new SpoolRefusal.DeadlinePassed());
      } else if (state.get() != State.LATE) {
        spool.show(id);
      }
      return true;
    }
  }

  Ticket ticket() {
    return ticket;
  }

  CompletionStage<Commit> answer() {
    return ticket.answer.minimalCompletionStage();
  }

  @Override
  public void apply(Ledger ledger) throws IOException {
    if (!ticket.state.compareAndSet(State.WAITING, State.WRITING)) {
      ledger.drop(parcel);
    } else if (!parcel.isWhole() && !spool.isCurrent(parcel.content().number())) {
      refused = new SpoolRefusal.Unhealthy("the spool was repaired while the message came in");
    } else {
      isNew = ledger.keep(parcel);
    }
  }

  @Override
  public boolean mustBeDurable() {
    return true;
  }

  @Override
  public void done() {
    if (ticket.state.compareAndSet(State.WRITING, State.ANSWERED)) {
      List<Entry> queued = isNew ? queued() : List.of();
      int wanted = Math.toIntExact(queued.stream().filter(this::isDueAtOnce).count());
      Content whole = wanted == 0 ? null : parcel.whole();
      if (whole != null) {
        spool.offer(parcel.envelope(), whole, wanted);
      }
      ticket.answer.complete(refused == null ? new Commit.Kept() : refused);
      spool.tell(queued);
    } else if (ticket.state.get() == State.LATE && isNew) {
      spool.committer().submit(new Withdrawal());
    } else {
      spool.show(ticket.id);
    }
  }

  private List<Entry> queued() {
    return parcel.entries().stream().filter(each -> each.state() == Entry.State.QUEUED).toList();
  }

  /// Whether its content is worth keeping at hand.
  private boolean isDueAtOnce(Entry entry) {
    return !entry.due().isAfter(parcel.envelope().accepted());
  }

  @Override
  public void failed(SpoolRefusal why) {
    spool.drop(parcel);
    if (ticket.state.getAndSet(State.ANSWERED) != State.LATE) {
      ticket.answer.complete(why);
    }
  }

  /// Takes back what was written too late.
  private final class Withdrawal implements Work {
    @Override
    public void apply(Ledger ledger) throws IOException {
      ledger.remove(parcel.entries());
    }

    @Override
    public boolean mustBeDurable() {
      return true;
    }

    @Override
    public void done() {
      spool.show(ticket.id);
    }

    @Override
    public void failed(SpoolRefusal why) {
      // It stays hidden; after a restart it is delivered, which at least once allows.
    }
  }
}
