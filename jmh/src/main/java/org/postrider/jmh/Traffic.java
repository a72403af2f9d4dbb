// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;

/// Messages through a spool, many on their way at once, to many destinations in turn.
final class Traffic {
  /// At most so many are settled in one step.
  private static final int GROUP = 500;

  /// So many steps of settling wait for the disk at once.
  private static final int GROUPS_AT_ONCE = 4;

  private final Spool spool;
  private final byte[] body;
  private final int atOnce;
  private final List<Mailbox> recipients;

  /// @param atOnce how many commits wait for their answer at a time
  Traffic(Spool spool, int body, int destinations, int atOnce) {
    this.spool = spool;
    this.body = Mail.body(body, false);
    this.atOnce = atOnce;
    recipients = IntStream.range(0, destinations).mapToObj(Traffic::recipient).toList();
  }

  static Mailbox recipient(int destination) {
    return Mailbox.parse("bob@host%d.example".formatted(destination));
  }

  /// Begins with a message, without waiting for the answer.
  Mail.Sent begin(int number, Duration until) {
    Mailbox recipient = recipients.get(number % recipients.size());
    return Mail.commit(spool, body, ThreadLocalRandom.current(), recipient, until);
  }

  /// Puts messages in that are due after a while. Returns when all are durable.
  void accept(int count, Duration until) {
    accept(count, until, _ -> {});
  }

  private void accept(int count, Duration until, Consumer<Entry> onKept) {
    var room = new Semaphore(atOnce);
    var refused = new AtomicReference<Commit>();
    for (int i = 0; i < count && refused.get() == null; i++) {
      room.acquireUninterruptibly();
      Mail.Sent sent = begin(i, until);
      sent.answer()
          .thenAccept(end -> {
            if (end instanceof Commit.Kept) {
              onKept.accept(sent.entry());
            } else {
              refused.set(end);
            }
            room.release();
          });
    }
    room.acquireUninterruptibly(atOnce);
    if (refused.get() != null) {
      throw new IllegalStateException("refused: " + refused.get());
    }
  }

  /// Puts messages in and settles each as delivered as soon as it is durable. Returns when all are
  /// settled.
  void relay(int count) throws InterruptedException, ExecutionException {
    var kept = new LinkedBlockingQueue<Entry>();
    var settling =
        new FutureTask<Void>(() -> {
          settle(kept, count);
          return null;
        });
    Thread.ofPlatform().name("settling").daemon().start(settling);
    accept(count, Duration.ZERO, kept::add);
    settling.get();
  }

  private void settle(BlockingQueue<Entry> kept, int count) throws InterruptedException {
    Part part = spool.parts().getFirst();
    List<Entry> group = new ArrayList<>(GROUP);
    for (int done = 0; done < count; done += group.size()) {
      group.clear();
      group.add(kept.take());
      kept.drainTo(group, GROUP - 1);
      check(settle(part, group));
    }
  }

  /// Finds what is due and settles it as delivered; how many that were.
  int settleDue() throws IOException {
    Part part = spool.parts().getFirst();
    Instant now = Instant.now();
    Queue<CompletionStage<List<Settlement.Answer>>> onTheirWay = new ArrayDeque<>();
    int done = 0;
    Due due = new Due(List.of(), Due.START, true);
    while (due.more() || !onTheirWay.isEmpty()) {
      if (due.more()) {
        due = spool.due(part, Queues.ANY, due.cursor(), now, GROUP);
        onTheirWay.add(settle(part, due.entries()));
        done += due.entries().size();
      }
      if (!due.more() || onTheirWay.size() == GROUPS_AT_ONCE) {
        check(onTheirWay.remove());
      }
    }
    return done;
  }

  private CompletionStage<List<Settlement.Answer>> settle(Part part, List<Entry> entries) {
    return spool.settle(
        part,
        entries.stream()
            .map(entry ->
                new Settlement(entry, part.epoch(), List.of(new Outcome.Delivered()), false, null))
            .toList());
  }

  private static void check(CompletionStage<List<Settlement.Answer>> settled) {
    for (Settlement.Answer answer : settled.toCompletableFuture().join()) {
      if (answer != Settlement.Answer.RECORDED) {
        throw new IllegalStateException("an outcome was not recorded: " + answer);
      }
    }
  }
}
