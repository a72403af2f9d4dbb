// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be done when plug-ins are no longer asked, in reverse order of what was begun. Each
/// piece has its time; what throws or is late is named in the log and holds up nothing. Any thread.
final class Unloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Unloading.class);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private record Task(String plugin, Piece what) {}

  private final Deque<Task> tasks = new ArrayDeque<>();

  /// A piece of it, which may throw anything.
  @FunctionalInterface
  interface Piece {
    void run() throws Exception;
  }

  synchronized void add(String plugin, Piece what) {
    tasks.push(new Task(plugin, what));
  }

  private synchronized @Nullable Task next() {
    return tasks.poll();
  }

  /// Does all of it, once. Waits.
  @Override
  public void close() {
    for (Task task = next(); task != null; task = next()) {
      run(task);
    }
  }

  private static void run(Task task) {
    Thread thread = Thread.ofVirtual().name(task.plugin() + "-unload").start(() -> attempt(task));
    try {
      if (!thread.join(LONGEST)) {
        thread.interrupt();
        LOG.warn("plug-in {} was not unloaded within {}", task.plugin(), LONGEST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a plug-in may throw anything
  private static void attempt(Task task) {
    try {
      task.what().run();
    } catch (Throwable e) {
      LOG.warn("plug-in {} threw while it was unloaded", task.plugin(), e);
    }
  }
}
