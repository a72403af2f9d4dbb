// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.SpoolRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. It takes all that waits, puts it into one batch, writes and syncs
/// that once, and only then says so to everybody: while one sync runs, the next group gathers.
final class Committer {
  /// More work than this is not taken in. Sessions wait for their commits, so there are about as
  /// many as sessions.
  private static final int MOST_WAITING = 100_000;

  /// So long an outcome waits for commits.
  static final Duration MOMENT = Duration.ofMillis(10);

  private static final SpoolRefusal CLOSED = new SpoolRefusal.Unhealthy("the spool is closed");
  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Queue<Work> waiting = new ArrayDeque<>();
  private final Ledger ledger;
  private final Recovery recovery;
  private final long momentNanos;
  private final Thread thread;
  private boolean closing;
  private boolean retry;

  /// Whether something waits that may not, and when such a thing came last, by `System.nanoTime()`.
  private boolean pressing;

  private long pressed;

  /// Why nothing is written at present; null where all is well.
  private volatile @Nullable SpoolRefusal refusal;

  /// When the group that is being written was begun, by `System.nanoTime()`; 0 between groups.
  private volatile long begun;

  /// Puts a store that failed into order again.
  interface Recovery {
    /// Called on the committer's thread after a failure, before anything else is written, with what
    /// happened. Null where the store can go on; else why not.
    @Nullable SpoolRefusal recover(Throwable failure);

    /// Called on the committer's thread when somebody hopes that things are better now; as above.
    @Nullable SpoolRefusal again();
  }

  /// @param moment so long what may wait does so, where others came as short a time ago
  Committer(Ledger ledger, Recovery recovery, Duration moment) {
    this.ledger = ledger;
    this.recovery = recovery;
    momentNanos = moment.toNanos();
    pressed = System.nanoTime() - momentNanos;
    thread = Thread.ofPlatform().name("spool-committer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Why nothing is written at present; null where all is well. Any thread.
  @Nullable SpoolRefusal refusal() {
    return refusal;
  }

  /// How long the present group has taken so far, in nanoseconds. Any thread.
  long busyNanos() {
    long since = begun;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  /// Takes work in, never blocking. Where it is not taken, it has failed when this returns.
  void submit(Work work) {
    SpoolRefusal why = null;
    lock.lock();
    try {
      if (closing) {
        why = CLOSED;
      } else if (waiting.size() >= MOST_WAITING) {
        why = new SpoolRefusal.Unhealthy("too many commits wait for the disk");
      } else {
        waiting.add(work);
        if (!work.mayWait()) {
          pressing = true;
          pressed = System.nanoTime();
        }
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    if (why != null) {
      work.failed(why);
    }
  }

  /// Finishes what waits and ends. Waits for that.
  void close() throws InterruptedException {
    lock.lock();
    try {
      closing = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
  }

  private void run() {
    List<Work> group = new ArrayList<>();
    while (take(group)) {
      if (refusal != null && group.isEmpty()) {
        refusal = recovery.again();
        continue;
      }
      begun = System.nanoTime() | 1; // never 0
      write(group);
      begun = 0;
      group.clear();
    }
  }

  /// Waits for work and takes all there is; false at the end.
  private boolean take(List<Work> group) {
    lock.lock();
    try {
      while (waiting.isEmpty() && !retry) {
        if (closing) {
          return false;
        }
        arrived.awaitUninterruptibly();
      }
      letOthersCome();
      if (!retry) {
        group.addAll(waiting);
        waiting.clear();
        pressing = false;
      }
      retry = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Where all that waits can do so for a moment, and others have just been coming, waits for them.
  private void letOthersCome() {
    long now = System.nanoTime();
    long until = now + momentNanos;
    boolean othersCome = now - pressed < momentNanos;
    while (othersCome && !pressing && !retry && !closing && until - now > 0) {
      try {
        arrived.awaitNanos(until - now);
      } catch (InterruptedException e) {
        return; // somebody cannot wait
      }
      now = System.nanoTime();
    }
  }

  /// Writes the group, in as many batches as its size asks for.
  private void write(List<Work> group) {
    int next = 0;
    while (next < group.size()) {
      List<Work> inBatch = new ArrayList<>();
      next = write(group, next, inBatch);
    }
  }

  private int write(List<Work> group, int from, List<Work> inBatch) {
    int next = from;
    try {
      boolean sync = false;
      do {
        Work work = group.get(next++);
        if (apply(work, inBatch)) {
          sync |= work.mustBeDurable();
        }
      } while (next < group.size() && !ledger.batch().isFull());
      ledger.batch().write(sync);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      log.error("the spool could not write", e);
      boolean durable = ledger.batch().isDurable(); // then only the index has failed
      ledger.batch().clear(); // what was refused must not be written later
      SpoolRefusal after = recovery.recover(e);
      refusal = after;
      SpoolRefusal why = after == null ? new SpoolRefusal.Unhealthy(String.valueOf(e)) : after;
      inBatch.forEach(work -> finish(durable ? work::done : () -> work.failed(why)));
      return next;
    }
    inBatch.forEach(work -> finish(work::done));
    return next;
  }

  /// Adds one work to the batch. False where that alone has failed.
  private boolean apply(Work work, List<Work> inBatch) throws IOException {
    SpoolRefusal why = refusal;
    if (why != null) {
      finish(() -> work.failed(why));
      return false;
    }
    try {
      inBatch.add(work);
      work.apply(ledger);
      return true;
    } catch (IOException e) {
      if (ledger.batch().hasFailed()) {
        throw e;
      }
      log.error("the spool could not read what it has to change", e);
      inBatch.removeLast();
      finish(() -> work.failed(new SpoolRefusal.Unhealthy(String.valueOf(e.getMessage()))));
      return false;
    }
  }

  private static void finish(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.error("a step after a write failed", e);
    }
  }

  /// Asks for another try to recover from what [#refusal] says. Any thread.
  void retry() {
    lock.lock();
    try {
      retry = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }
}
