// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.SessionLimits;

/// Counts who is in, in all and from each address. Any thread.
final class Door {
  private static final Reply FULL = Reply.of(421, "4.3.2", "Too busy; try again later");
  private static final Reply TOO_MANY =
      Reply.of(421, "4.7.0", "Too many connections from your address");

  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  /// Lets a client in, wherever it is from, who has then to [#leave]; or says why not, and it is
  /// not in.
  @Nullable Reply enter(SessionLimits limits) {
    if (all.incrementAndGet() > limits.connections()) {
      all.decrementAndGet();
      return FULL;
    }
    return null;
  }

  /// Counts one who is in for an address, to be [released][#release]; or says why not, and it is
  /// not counted.
  @Nullable Reply count(InetAddress client, SessionLimits limits) {
    int here = byAddress.merge(AddressKey.of(client), 1, Integer::sum);
    if (here > limits.connectionsPerAddress()) {
      release(client);
      return TOO_MANY;
    }
    return null;
  }

  void release(InetAddress client) {
    byAddress.computeIfPresent(AddressKey.of(client), (_, count) -> count == 1 ? null : count - 1);
  }

  void leave() {
    if (all.decrementAndGet() == 0) {
      synchronized (all) {
        all.notifyAll();
      }
    }
  }

  /// Waits until everybody has left, at most for `time`; whether they have.
  boolean awaitEmpty(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    synchronized (all) {
      while (all.get() > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          all.wait(left);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  int inside() {
    return all.get();
  }
}
