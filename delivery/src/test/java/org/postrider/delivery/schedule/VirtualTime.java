// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Time that passes only when nothing is left to do, and the tasks that live in it. Each task has a
/// thread of its own, so that it may wait in the middle of anything, but only one of all threads
/// runs at any moment: what happens depends on the seed alone.
final class VirtualTime implements InstantSource, Executor {
  private static final Instant START = Instant.parse("2026-11-27T00:00:00Z");

  /// How late a task may begin, as the machine is usually busy.
  private static final Duration LAG = Duration.ofMillis(2);

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final RandomGenerator random;

  /// How late one task in a hundred begins: on a machine that is starved, much.
  private final Duration starved;

  private final ThreadLocal<Task> current = new ThreadLocal<>();
  private long now;
  private long count;
  private volatile @Nullable Throwable failure;

  VirtualTime(RandomGenerator random, Duration starved) {
    this.random = random;
    this.starved = starved;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(now);
  }

  long nanos() {
    return now;
  }

  /// Runs something after a while, beside the tasks.
  void after(Duration wait, Runnable what) {
    events.add(new Event(now + wait.toNanos(), count++, what));
  }

  @Override
  public void execute(Runnable what) {
    Task task = new Task(what);
    Duration lag = random.nextInt(100) == 0 ? starved : LAG;
    after(lag.isZero() ? lag : Duration.ofNanos(random.nextLong(lag.toNanos())), task::goOn);
  }

  /// Lets time pass for the task that calls.
  void pass(Duration time) {
    Task task = current.get();
    after(time, task::goOn);
    task.pause();
  }

  /// Does what is next; false where there is nothing.
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.what.run();
    Throwable broken = failure;
    if (broken != null) {
      throw new AssertionError("at " + instant() + ": " + broken.getMessage(), broken);
    }
    return true;
  }

  /// Something that runs until it lets time pass or ends, and is waited for.
  private final class Task {
    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore rests = new Semaphore(0);

    Task(Runnable what) {
      Thread.ofVirtual()
          .start(() -> {
            mayRun.acquireUninterruptibly();
            current.set(this);
            try {
              what.run();
            } catch (Throwable e) {
              failure = e;
            }
            rests.release();
          });
    }

    /// Called by the one who makes time pass.
    void goOn() {
      mayRun.release();
      rests.acquireUninterruptibly();
    }

    /// Called by the task.
    void pause() {
      rests.release();
      mayRun.acquireUninterruptibly();
    }
  }
}
