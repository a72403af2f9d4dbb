// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.assertj.core.api.Assertions;
import org.postrider.delivery.CountingSpool;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliveryPolicy;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.route.Router;
import org.postrider.delivery.transmit.Ledger;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.wire.Transport;

/// The schedule, the routes and the ledger of a gateway in virtual time, from one start to one
/// crash, after which nothing of it has any effect.
final class SimulatedLife implements Executor, AutoCloseable {
  private final VirtualTime time;
  private final BiConsumer<Entry, Outcome> recorded;
  private final Transport transport = Transport.open(1);
  private final Scheduler scheduler;
  private boolean over;
  private boolean woken;

  /// `recorded` is told of each outcome that is on record.
  SimulatedLife(
      VirtualTime time,
      Spool spool,
      DeliverySettings settings,
      Means.Transmission transmission,
      BiConsumer<Entry, Outcome> recorded)
      throws IOException {
    this.time = time;
    this.recorded = recorded;
    DeliveryParts parts =
        new DeliveryParts(
            transport,
            new Recording(spool),
            _ -> {},
            time,
            time::nanos,
            new SplittableRandom(time.nanos()),
            DeliveryPolicy.NONE);
    Means means = new Means(settings, Router.open(settings, Runnable::run), transmission);
    scheduler = Scheduler.unstarted(parts, means, new Ledger(settings, parts, this), this);
    look();
  }

  /// To be called after each step of the time: where somebody has hinted at something, the schedule
  /// looks at it a moment later.
  void wake() {
    if (scheduler.isWoken() && !woken) {
      woken = true;
      time.after(
          Duration.ofMillis(1),
          () -> {
            woken = false;
            turn();
          });
    }
  }

  private void look() {
    if (!over) {
      turn();
      time.after(Duration.ofNanos(1 + scheduler.idleNanos()), this::look);
    }
  }

  private void turn() {
    if (!over) {
      scheduler.turn();
    }
  }

  /// Entries that wait in memory.
  int ready() {
    return scheduler.ready();
  }

  boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    over = true;
    scheduler.close();
    transport.close();
  }

  @Override
  public void execute(Runnable task) {
    time.execute(() -> {
      if (!over) {
        task.run();
      }
    });
  }

  /// A message of an account, with nothing in it.
  static Envelope envelope(MessageId id, Instant now, String account, int priority) {
    return new Envelope(
        id,
        now,
        ReversePath.NULL,
        Body.SEVEN_BIT,
        false,
        MailParameters.NONE.at(priority),
        account,
        "",
        new byte[0],
        0);
  }

  /// Puts a message with one recipient into the spool. Gives its entry.
  static Entry commit(Spool spool, Envelope envelope, Mailbox to) {
    Entry entry =
        new Entry(
            envelope.id(),
            0,
            to.domain().key(),
            Lane.of(envelope),
            List.of(Recipient.of(to)),
            Entry.State.QUEUED,
            envelope.accepted(),
            0,
            "",
            false);
    CompletionStage<Commit> commit = spool.intake(0).commit(envelope, List.of(entry));
    Assertions.assertThat(commit.toCompletableFuture().join()).isEqualTo(new Commit.Kept());
    return entry;
  }

  /// The spool, as far as this life can still reach it.
  private final class Recording extends CountingSpool {
    Recording(Spool spool) {
      super(spool);
    }

    @Override
    public CompletionStage<List<Settlement.Answer>> settle(
        Part part, List<Settlement> settlements) {
      if (over) {
        return new CompletableFuture<>();
      }
      CompletionStage<List<Settlement.Answer>> answers = super.settle(part, settlements);
      for (Settlement each : settlements) {
        recorded.accept(each.entry(), each.outcomes().getFirst());
      }
      return answers;
    }
  }
}
