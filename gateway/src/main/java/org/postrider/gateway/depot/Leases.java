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

  /// Ours, each with what tells one lease of an entry from the next.
  private final Map<EntryName, Object> leased = new ConcurrentHashMap<>();

  /// Leases of `claims`.
  public Leases(Claims claims) {
    this.claims = claims;
  }

  /// Also true, and a lease begun afresh, where it is ours already.
  @Override
  public boolean claim(EntryName name) {
    Object lease = new Object();
    boolean isOurs = leased.replace(name, lease) != null;
    if (!isOurs && !claims.claim(name)) {
      return false;
    }
    leased.put(name, lease);
    CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS)
        .execute(() -> end(name, lease));
    return true;
  }

  private void end(EntryName name, Object lease) {
    if (leased.remove(name, lease)) {
      claims.release(name);
    }
  }

  @Override
  public void release(EntryName name) {
    if (leased.remove(name) != null) {
      claims.release(name);
    }
  }
}
