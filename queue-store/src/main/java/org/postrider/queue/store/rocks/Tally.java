// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;

/// How many entries there are, by destination, kept up to date so that nobody has to count, and
/// written with what changes it, so that a start need not count either. Changed by one thread, read
/// by any.
final class Tally {
  private static final Counts.Count NONE = new Counts.Count(0, 0);

  private final Map<String, Counts.Count> byDestination = new ConcurrentHashMap<>();
  private final AtomicLong entries = new AtomicLong();
  private final Set<String> changed = new HashSet<>();
  private final AtomicLong changes = new AtomicLong();

  /// What was recorded of a destination.
  void set(String destination, Counts.Count count) {
    byDestination.put(destination, count);
    entries.addAndGet(count.queued() + count.held());
  }

  void add(Entry entry) {
    change(entry, 1);
  }

  void remove(Entry entry) {
    change(entry, -1);
  }

  /// Removes one whose record is damaged, if that is still right about what was counted.
  void remove(Records.Glance damaged) {
    if (byDestination.containsKey(damaged.destination())) {
      change(damaged.destination(), damaged.held(), -1);
    }
  }

  private void change(Entry entry, int by) {
    change(entry.destination(), entry.state() == Entry.State.HELD, by);
  }

  private void change(String destination, boolean held, int by) {
    changes.incrementAndGet();
    entries.addAndGet(by);
    changed.add(destination);
    byDestination.compute(
        destination,
        (_, old) -> {
          Counts.Count count = old == null ? NONE : old;
          long queuedNow = count.queued() + (held ? 0 : by);
          long heldNow = count.held() + (held ? by : 0);
          return queuedNow == 0 && heldNow == 0 ? null : new Counts.Count(queuedNow, heldNow);
        });
  }

  /// Takes what was counted when there had been so many changes, unless there were more since.
  void correct(Map<String, Counts.Count> counted, long changesThen) {
    if (changes.get() == changesThen) {
      changed.addAll(byDestination.keySet());
      changed.addAll(counted.keySet());
      byDestination.clear();
      entries.set(0);
      counted.forEach(this::set);
    }
  }

  /// Puts what has changed into the batch.
  void record(Batch batch) throws IOException {
    for (String destination : changed) {
      byte[] key = Keys.tally(destination);
      Counts.Count count = byDestination.get(destination);
      if (count == null) {
        batch.delete(Database.Family.INDEX, key);
      } else {
        batch.put(Database.Family.INDEX, key, Records.count(key, count));
      }
    }
    changed.clear();
  }

  void clear() {
    byDestination.clear();
    changed.clear();
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
