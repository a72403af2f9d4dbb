// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.postrider.queue.store.EntryName;

/// Claims of callers who may never come back: each ends by itself. Any thread.
public final class Leases implements Claims {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Claims claims;

  /// Ours, each with its end.
  private final Map<EntryName, CompletableFuture<Boolean>> leased = new ConcurrentHashMap<>();

  /// Leases of `claims`.
  public Leases(Claims claims) {
    this.claims = claims;
  }

  /// Also true, and a lease begun afresh, where it is ours already.
  @Override
  public boolean claim(EntryName name) {
    CompletableFuture<Boolean> lease = new CompletableFuture<>();
    CompletableFuture<Boolean> before = leased.replace(name, lease);
    if (before == null && !claims.claim(name)) {
      return false;
    }
    if (before == null) {
      leased.put(name, lease);
    } else {
      before.complete(false);
    }
    lease
        .completeOnTimeout(true, LONGEST.toSeconds(), TimeUnit.SECONDS)
        .thenAccept(isOver -> end(name, lease, isOver));
    return true;
  }

  private void end(EntryName name, CompletableFuture<Boolean> lease, boolean isOver) {
    if (isOver && leased.remove(name, lease)) {
      claims.release(name);
    }
  }

  @Override
  public void release(EntryName name) {
    CompletableFuture<Boolean> lease = leased.remove(name);
    if (lease != null) {
      claims.release(name);
      lease.complete(false); // which also forgets its timer
    }
  }
}
