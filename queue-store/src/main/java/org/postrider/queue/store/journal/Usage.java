// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many octets of each segment are still of use: those of messages, which the index counts too,
/// and those of messages on their way in, of which a crash leaves nothing. Any thread.
public final class Usage {
  private static final class Octets {
    long live;
    long staged;
  }

  private final Map<Long, Octets> bySegment = new HashMap<>();
  private final Set<Long> changed = new HashSet<>();
  private long changes;

  /// Octets of messages in all segments, and how often anything has changed: what is counted in
  /// between is worth comparing only where this is the same before and after.
  public record Sum(long live, long changes) {}

  private Octets of(long segment) {
    return bySegment.computeIfAbsent(segment, _ -> new Octets());
  }

  /// Sets what the index says.
  public synchronized void live(long segment, long octets) {
    of(segment).live = octets;
  }

  /// A piece that belongs to a message.
  public synchronized void keep(Extent extent) {
    change(extent, extent.length());
  }

  /// A piece whose message is finished.
  public synchronized void free(Extent extent) {
    change(extent, -extent.length());
  }

  private void change(Extent extent, int by) {
    of(extent.segment()).live += by;
    changed.add(extent.segment());
    changes++;
  }

  /// A piece of a message that is on its way in.
  public synchronized void stage(Extent extent) {
    of(extent.segment()).staged += extent.length();
  }

  /// The message of that piece has come, or will not.
  public synchronized void unstage(Extent extent) {
    of(extent.segment()).staged -= extent.length();
  }

  /// What is there now.
  public synchronized Sum sum() {
    long live = bySegment.values().stream().mapToLong(octets -> octets.live).sum();
    return new Sum(live, changes);
  }

  /// Octets of messages in a segment.
  public synchronized long live(long segment) {
    Octets octets = bySegment.get(segment);
    return octets == null ? 0 : octets.live;
  }

  /// Whether nothing in a segment is of use.
  synchronized boolean isFree(long segment) {
    Octets octets = bySegment.get(segment);
    return octets == null || (octets.live == 0 && octets.staged == 0);
  }

  synchronized void forget(long segment) {
    bySegment.remove(segment);
    changed.add(segment); // so that the index forgets it too
  }

  /// The segments whose octets of messages have changed since the last call.
  public synchronized List<Long> changed() {
    List<Long> since = new ArrayList<>(changed);
    changed.clear();
    return since;
  }

  /// Counts afresh.
  public synchronized void clear() {
    bySegment.clear();
    changed.clear();
    changes++;
  }
}
