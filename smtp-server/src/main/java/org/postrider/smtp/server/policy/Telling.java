// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.postrider.smtp.server.PolicySet.Asked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one plug-in what has happened. Whoever tells is never held up: as many as the plug-in's
/// bound allows are on their way to it, a bounded number waits behind them, and what comes past
/// that is counted and not told. Any thread; the queue is confined to `loop`.
final class Telling<E> {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  /// How many events may wait for one plug-in.
  static final int MOST_WAITING = 10_000;

  private record Waiting<E>(E event, Runnable done) {}

  private final Seat<E, E> seat;
  private final int atOnce;
  private final ScheduledExecutorService loop;
  private final AtomicInteger held = new AtomicInteger();
  private final Deque<Waiting<E>> waiting = new ArrayDeque<>();
  private int under;
  private boolean going;

  Telling(Seat<E, E> seat, Asked<E, E> asked, ScheduledExecutorService loop) {
    this.seat = seat;
    this.loop = loop;
    atOnce = asked.guard().atOnce();
  }

  String plugin() {
    return seat.plugin();
  }

  /// Tells it; `done` is run when the plug-in has heard, or will never hear.
  void tell(E event, Runnable done) {
    if (held.incrementAndGet() > MOST_WAITING) {
      held.decrementAndGet();
      seat.passOver();
      done.run();
      return;
    }
    try {
      loop.execute(() -> {
        waiting.addLast(new Waiting<>(event, done));
        goOn();
      });
    } catch (RejectedExecutionException e) {
      LOG.debug("plug-in {} is told nothing after the end", plugin(), e);
      done.run();
    }
  }

  /// One that is not asked after all is done within the call, and must not begin the next below it.
  private void goOn() {
    if (going) {
      return;
    }
    going = true;
    while (under < atOnce && !waiting.isEmpty()) {
      Waiting<E> next = waiting.removeFirst();
      under++;
      seat.askApart(
          next.event(),
          loop,
          _ -> {
            under--;
            held.decrementAndGet();
            next.done().run();
            goOn();
          });
    }
    going = false;
  }
}
