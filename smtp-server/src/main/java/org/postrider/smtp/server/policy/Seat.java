// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.server.OnFailure;
import org.postrider.smtp.server.PolicySet.Asked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where one plug-in sits that answers one kind of question: asks it, and keeps it to its bounds. A
/// plug-in that is late is interrupted and left alone; until its thread ends it counts among those
/// that are asked at once. Any thread.
final class Seat<Q, A> {
  private static final Logger LOG = LoggerFactory.getLogger(Seat.class);
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Asked<Q, A> asked;
  private final AtomicInteger atOnce = new AtomicInteger();

  Seat(Asked<Q, A> asked) {
    this.asked = asked;
  }

  String plugin() {
    return asked.plugin();
  }

  boolean defersOnFailure() {
    return asked.guard().onFailure() == OnFailure.DEFER;
  }

  boolean isPure() {
    return asked.answer().isPure();
  }

  /// Asks on this very thread; null where the plug-in failed.
  @SuppressWarnings("CatchingUnchecked") // a plug-in may throw anything, and must not end a session
  @Nullable A askHere(Q question) {
    long began = System.nanoTime();
    try {
      A answer = asked.answer().to(question);
      if (System.nanoTime() - began > SLOW_NANOS) {
        LOG.warn("plug-in {} says that it only computes and took over 20 ms", plugin());
      }
      return answer == null ? failed("answered null", null) : answer;
    } catch (Exception | LinkageError | StackOverflowError e) {
      return failed("threw " + e, e);
    }
  }

  /// Asks on a thread of its own and hands the answer to `then` on `loop`, null where the plug-in
  /// failed. To be called on `loop`.
  void askApart(Q question, ScheduledExecutorService loop, Consumer<@Nullable A> then) {
    if (atOnce.incrementAndGet() > asked.guard().atOnce()) {
      atOnce.decrementAndGet();
      then.accept(failed("has " + asked.guard().atOnce() + " questions waiting", null));
      return;
    }
    new Call(question, loop, then).start();
  }

  /// Says so in the log; always null, which stands for the answer that is missing.
  private @Nullable A failed(String how, @Nullable Throwable cause) {
    LOG.warn("plug-in {} {}", plugin(), how);
    if (cause != null) {
      LOG.debug("plug-in {}", plugin(), cause);
    }
    return null;
  }

  /// One question under way. `then` is confined to the loop, and is null once it was told.
  private final class Call {
    private final Q question;
    private final ScheduledExecutorService loop;
    private final Thread thread;
    private final ScheduledFuture<?> alarm;
    private @Nullable Consumer<@Nullable A> then;

    Call(Q question, ScheduledExecutorService loop, Consumer<@Nullable A> then) {
      this.question = question;
      this.loop = loop;
      this.then = then;
      thread = Thread.ofVirtual().name(plugin()).unstarted(this::run);
      alarm = loop.schedule(this::late, asked.guard().deadline().toNanos(), TimeUnit.NANOSECONDS);
    }

    void start() {
      thread.start();
    }

    @SuppressWarnings("CatchingUnchecked") // as in askHere
    private void run() {
      try {
        A answer = asked.answer().to(question);
        answered(answer, answer == null ? "answered null" : "", null);
      } catch (Exception | LinkageError | StackOverflowError e) {
        answered(null, "threw " + e, e);
      } finally {
        atOnce.decrementAndGet();
      }
    }

    private void answered(@Nullable A answer, String failure, @Nullable Throwable cause) {
      try {
        loop.execute(() -> tell(answer, failure, cause));
      } catch (RejectedExecutionException e) { // the server has ended, and the session with it
        LOG.debug("the answer of plug-in {} came after the end", plugin(), e);
      }
    }

    private void late() {
      thread.interrupt();
      tell(null, "gave no answer within " + asked.guard().deadline(), null);
    }

    private void tell(@Nullable A answer, String failure, @Nullable Throwable cause) {
      Consumer<@Nullable A> listener = then;
      if (listener == null) {
        return;
      }
      then = null;
      alarm.cancel(false);
      listener.accept(answer == null ? failed(failure, cause) : answer);
    }
  }
}
