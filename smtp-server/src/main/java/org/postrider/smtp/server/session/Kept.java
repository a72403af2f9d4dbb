// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.postrider.plugins.api.ClientSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What plug-ins keep for one session. Any thread.
final class Kept implements ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

  private final Map<Class<?>, AutoCloseable> things = new HashMap<>(); // guarded by this
  private boolean over; // guarded by this
  private final CompletableFuture<Manners> manners = new CompletableFuture<>();

  @Override
  public synchronized <T extends AutoCloseable> T keep(Class<T> kind, Supplier<T> fresh) {
    if (over) {
      throw new IllegalStateException("the session is over");
    }
    return kind.cast(things.computeIfAbsent(kind, _ -> fresh.get()));
  }

  @Override
  public Manners awaitGreeting(Duration most) throws InterruptedException {
    try {
      return manners.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return Manners.PATIENT;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  /// The client is about to be greeted, and has waited for it unless it was [#early].
  void greeted() {
    manners.complete(Manners.PATIENT);
  }

  /// The client talks; that counts where it was not greeted before.
  void early() {
    manners.complete(Manners.EARLY);
  }

  /// The session is over. Never blocks: closing has a thread of its own.
  synchronized void end() {
    manners.complete(Manners.GONE);
    over = true;
    if (!things.isEmpty()) {
      List<AutoCloseable> left = List.copyOf(things.values());
      Thread.ofVirtual().name("session-end").start(() -> left.forEach(Kept::close));
    }
  }

  @SuppressWarnings("CatchingUnchecked") // a plug-in may throw anything, and others must be closed
  private static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception | LinkageError e) {
      LOG.warn("what a plug-in kept for a session cannot be closed: {}", thing.getClass(), e);
    }
  }
}
