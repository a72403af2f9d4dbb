// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where passwords are hashed: few threads of their own, so that a burst of log-ins can use neither
/// all memory (Argon2 takes 19 MiB for each) nor all carriers of the virtual threads that everybody
/// else answers on. The threads end when there is nothing to do.
final class Hashing {
  private static final int LONGEST_QUEUE = 256;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  Hashing(int atOnce) {
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            Thread.ofPlatform().daemon().name("users-hashing-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Waits for a result. Throws `RejectedExecutionException` where too many wait already; when the
  /// waiting thread is interrupted, a task that has not begun never will.
  <T> T run(Callable<T> task) throws InterruptedException {
    Future<T> result = threads.submit(task);
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("hashing failed", e.getCause());
    } finally {
      result.cancel(false);
    }
  }
}
