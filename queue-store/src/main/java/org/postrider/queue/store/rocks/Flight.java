// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// How many octets of messages wait to be written, over all intakes: where the net is faster than
/// the disk, this is what slows it down. Any thread.
final class Flight {
  /// From here on intakes are asked to wait, until half of it is written.
  static final long SLOW_DOWN = 16 << 20;

  /// From here on messages are refused: somebody does not wait.
  static final long MOST = 64 << 20;

  private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

  private long octets;
  private CompletableFuture<Void> lighter = NOW;

  /// Counts octets in; false where they are too many.
  synchronized boolean add(int more) {
    if (octets + more > MOST) {
      return false;
    }
    octets += more;
    if (octets >= SLOW_DOWN && lighter.isDone()) {
      lighter = new CompletableFuture<>();
    }
    return true;
  }

  /// Counts octets out.
  void remove(int less) {
    CompletableFuture<Void> tell = NOW;
    synchronized (this) {
      octets -= less;
      if (octets < SLOW_DOWN / 2) {
        tell = lighter;
      }
    }
    tell.complete(null);
  }

  /// Completes when there is room again.
  synchronized CompletionStage<Void> ready() {
    return lighter.minimalCompletionStage();
  }

  synchronized boolean isOpen() {
    return lighter.isDone();
  }
}
