// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;

/// How many entries there are, by destination, kept up to date so that nobody has to count. Written
/// by one thread, read by any.
final class Tally {
  private static final Counts.Count NONE = new Counts.Count(0, 0);

  private final Map<String, Counts.Count> byDestination = new ConcurrentHashMap<>();
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();

  void add(Entry entry) {
    change(entry.destination(), entry.state() == Entry.State.HELD, 1);
  }

  void add(String destination, boolean held) {
    change(destination, held, 1);
  }

  void remove(Entry entry) {
    change(entry.destination(), entry.state() == Entry.State.HELD, -1);
  }

  private void change(String destination, boolean held, int by) {
    changes.incrementAndGet();
    entries.addAndGet(by);
    byDestination.compute(
        destination,
        (_, old) -> {
          Counts.Count count = old == null ? NONE : old;
          long queuedNow = count.queued() + (held ? 0 : by);
          long heldNow = count.held() + (held ? by : 0);
          return queuedNow == 0 && heldNow == 0 ? null : new Counts.Count(queuedNow, heldNow);
        });
  }

  void clear() {
    byDestination.clear();
    entries.set(0);
  }

  long entries() {
    return entries.get();
  }

  /// How often anything was changed: what is counted in between is worth comparing only where this
  /// is the same before and after.
  long changes() {
    return changes.get();
  }

  Map<String, Counts.Count> byDestination() {
    return new HashMap<>(byDestination);
  }
}
