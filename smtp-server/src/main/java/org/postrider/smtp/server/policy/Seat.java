// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.server.OnFailure;
import org.postrider.smtp.server.PluginWatch;
import org.postrider.smtp.server.PluginWatch.Fate;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.Question;
import org.postrider.smtp.server.policy.Fuse.Leave;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where one plug-in sits that answers one kind of question: asks it, and keeps it to its bounds. A
/// plug-in that is late is interrupted and left alone; until its thread ends it counts among those
/// that are asked at once. One that says that it only computes, and is slow all the same a few
/// times, is asked on threads of its own from then on. Any thread.
///
/// Those threads are virtual, and share few carriers with everything that waits. One that computes
/// without end keeps its carrier; so as long as one is overdue, further ones are real threads.
final class Seat<Q, A> {
  private static final Logger LOG = LoggerFactory.getLogger(Seat.class);
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int OFTEN_SLOW = 3;

  private final String kind;
  private final Asked<Q, A> asked;
  private final PluginWatch.Ear ear;
  private final Fuse fuse;
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger overdue = new AtomicInteger();

  Seat(Question kind, Asked<Q, A> asked, PluginWatch watch) {
    this.kind = kind.word();
    this.asked = asked;
    ear = watch.of(asked.plugin(), kind);
    fuse = new Fuse(asked.guard().breaker(), System::nanoTime);
  }

  String plugin() {
    return asked.plugin();
  }

  boolean defersOnFailure() {
    return asked.guard().onFailure() == OnFailure.DEFER;
  }

  boolean isPure() {
    return asked.answer().isPure() && slow.get() < OFTEN_SLOW;
  }

  void compared(boolean agrees) {
    ear.compared(agrees);
  }

  /// Asks on this very thread; null where the plug-in failed.
  @SuppressWarnings("CatchingUnchecked") // whatever a plug-in throws must not end a session
  @Nullable A askHere(Q question) {
    Leave leave = fuse.leave();
    if (leave == Leave.NONE) {
      return shut();
    }
    long began = System.nanoTime();
    try {
      A answer = asked.answer().to(question);
      long took = System.nanoTime() - began;
      if (took > SLOW_NANOS) {
        slow(took);
      }
      return answer == null
          ? failed(leave, Fate.FAILED, took, "answered null", null)
          : answered(leave, took, answer);
    } catch (Throwable e) {
      return failed(leave, Fate.FAILED, System.nanoTime() - began, "threw " + e, e);
    }
  }

  private void slow(long took) {
    String then =
        slow.incrementAndGet() < OFTEN_SLOW ? "" : "; it is asked beside the sessions from now on";
    LOG.warn(
        "plug-in {} says of {} that it only computes, and took {} ms{}",
        plugin(),
        kind,
        TimeUnit.NANOSECONDS.toMillis(took),
        then);
  }

  /// Asks on a thread of its own and hands the answer to `then` on `loop`, null where the plug-in
  /// failed. To be called on `loop`.
  void askApart(Q question, ScheduledExecutorService loop, Consumer<@Nullable A> then) {
    if (atOnce.incrementAndGet() > asked.guard().atOnce()) {
      atOnce.decrementAndGet();
      then.accept(full());
      return;
    }
    Leave leave = fuse.leave();
    if (leave == Leave.NONE) {
      atOnce.decrementAndGet();
      then.accept(shut());
      return;
    }
    new Call(leave, question, loop, then).start();
  }

  /// Notes that there was no room to ask it.
  void passOver() {
    ear.asked(Fate.FULL, 0);
  }

  private @Nullable A shut() {
    ear.asked(Fate.SHUT, 0);
    return null;
  }

  private @Nullable A full() {
    ear.asked(Fate.FULL, 0);
    LOG.warn(
        "plug-in {} was not asked about {}: it has {} questions waiting",
        plugin(),
        kind,
        asked.guard().atOnce());
    return null;
  }

  private A answered(Leave leave, long nanos, A answer) {
    ear.asked(Wording.isRefusal(answer) ? Fate.REFUSED : Fate.ANSWERED, nanos);
    if (fuse.well(leave)) {
      LOG.info("plug-in {} is well again and asked about every {}", plugin(), kind);
    }
    return answer;
  }

  /// Notes the failure; always null, which stands for the answer that is missing.
  private @Nullable A failed(
      Leave leave, Fate fate, long nanos, String how, @Nullable Throwable cause) {
    ear.asked(fate, nanos);
    LOG.warn("plug-in {} {} when it was asked about {}", plugin(), how, kind);
    if (cause != null) {
      LOG.debug("plug-in {}", plugin(), cause);
    }
    if (fuse.failed(leave)) {
      Breaker breaker = asked.guard().breaker();
      LOG.warn(
          "plug-in {} fails too often and is not asked about {} for {}",
          plugin(),
          kind,
          breaker.rest());
    }
    return null;
  }

  private Thread.Builder threads() {
    return overdue.get() == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  private enum Phase {
    UNDER_WAY,
    OVERDUE,
    ENDED
  }

  /// One question under way. `then` is confined to the loop, and is null once it was told.
  private final class Call {
    private final Leave leave;
    private final Q question;
    private final ScheduledExecutorService loop;
    private final Thread thread;
    private final ScheduledFuture<?> alarm;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.UNDER_WAY);
    private final long began = System.nanoTime();
    private @Nullable Consumer<@Nullable A> then;

    Call(Leave leave, Q question, ScheduledExecutorService loop, Consumer<@Nullable A> then) {
      this.leave = leave;
      this.question = question;
      this.loop = loop;
      this.then = then;
      thread = threads().name(plugin()).unstarted(this::run);
      alarm = loop.schedule(this::late, asked.guard().deadline().toNanos(), TimeUnit.NANOSECONDS);
    }

    void start() {
      thread.start();
    }

    @SuppressWarnings("CatchingUnchecked") // as in askHere
    private void run() {
      try {
        A answer = asked.answer().to(question);
        ended(answer, answer == null ? "answered null" : "", null);
      } catch (Throwable e) {
        ended(null, "threw " + e, e);
      } finally {
        atOnce.decrementAndGet();
        if (phase.getAndSet(Phase.ENDED) == Phase.OVERDUE) {
          overdue.decrementAndGet();
        }
      }
    }

    private void ended(@Nullable A answer, String failure, @Nullable Throwable cause) {
      try {
        loop.execute(() -> tell(answer, Fate.FAILED, failure, cause));
      } catch (RejectedExecutionException e) { // the server has ended, and the session with it
        LOG.debug("the answer of plug-in {} came after the end", plugin(), e);
      }
    }

    private void late() {
      if (phase.compareAndSet(Phase.UNDER_WAY, Phase.OVERDUE)) {
        overdue.incrementAndGet();
      }
      thread.interrupt();
      tell(null, Fate.LATE, "gave no answer within " + asked.guard().deadline(), null);
    }

    private void tell(@Nullable A answer, Fate fate, String failure, @Nullable Throwable cause) {
      Consumer<@Nullable A> listener = then;
      if (listener == null) {
        return;
      }
      then = null;
      alarm.cancel(false);
      long took = System.nanoTime() - began;
      listener.accept(
          answer == null
              ? failed(leave, fate, took, failure, cause)
              : answered(leave, took, answer));
    }
  }
}
