// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postrider.plugins.api.Settings;

/// Where passwords are hashed: few threads of their own, so that a burst of log-ins can use neither
/// all memory (Argon2 takes 19 MiB for each) nor all carriers of the virtual threads that everybody
/// else answers on. The threads end when there is nothing to do.
public final class Hashing {
  private static final int MOST_AT_ONCE = 256;
  private static final int LONGEST_QUEUE = 256;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /// Reads the key `hashing-at-once`: how many at a time, half the processors where it is absent.
  /// Throws a [org.postrider.plugins.api.SettingsException].
  public static Hashing read(Settings settings) {
    long half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new Hashing((int) settings.number("hashing-at-once", half, 1, MOST_AT_ONCE));
  }

  Hashing(int atOnce) {
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            Thread.ofPlatform().daemon().name("hashing-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Waits for a result. Throws `RejectedExecutionException` where too many wait already; when the
  /// waiting thread is interrupted, a task that has not begun never will.
  public <T> T run(Callable<T> task) throws InterruptedException {
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
