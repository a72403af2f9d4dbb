// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;

/// The queues that are behind, and the sites that they wait for. Guarded by [Sites].
final class Backlogs {
  /// More are not remembered: their entries are found when the spool is read from the start.
  static final int MOST = 10_000;

  private final Map<Part, Behind> parts = new HashMap<>();

  /// Those with backlogs, in the order in which they get their turn.
  private final SequencedSet<Site> sites = new LinkedHashSet<>();

  private Set<String> leftOut = Set.of();
  private int size;
  private boolean lost;

  /// The backlogs of a part.
  private static final class Behind {
    final Map<String, Backlog> byQueue = new HashMap<>();

    /// All other queues, until something changes.
    @Nullable Queues others;
  }

  @Nullable Backlog find(Part part, String queue) {
    Behind behind = parts.get(part);
    return behind == null ? null : behind.byQueue.get(queue);
  }

  /// Destinations that are not to be read at all.
  void leaveOut(Set<String> destinations) {
    leftOut = destinations;
    parts.values().forEach(behind -> behind.others = null);
  }

  /// The queues that are neither behind nor left out.
  Queues others(Part part) {
    Behind behind = parts.get(part);
    if (behind == null || behind.byQueue.isEmpty()) {
      return leftOut.isEmpty() ? Queues.ANY : new Queues.Except(Set.of(), leftOut);
    }
    Queues others = behind.others;
    if (others == null) {
      others = new Queues.Except(behind.byQueue.keySet(), leftOut);
      behind.others = others;
    }
    return others;
  }

  /// The entry's site (null where that is not known) has no room for it, so its queue is behind
  /// from here on at the latest.
  void leave(@Nullable Site site, Entry entry, Place from) {
    Backlog known = find(from.part(), entry.queue());
    if (known != null) {
      known.back(entry, from.cursor());
    } else if (size < MOST) {
      known = new Backlog(from.part(), entry, from.cursor());
      Behind behind = parts.computeIfAbsent(from.part(), key -> new Behind());
      behind.byQueue.put(known.queue, known);
      behind.others = null;
      size++;
    } else {
      lost = true;
    }
    if (known != null && site != null) {
      waitFor(site, known);
    }
  }

  /// The queue goes this way.
  void waitFor(Site site, Backlog backlog) {
    if (backlog.site != site) {
      detach(backlog);
      backlog.site = site;
      sites.add(site);
      site.fallBehind(backlog);
    }
  }

  private void detach(Backlog backlog) {
    Site site = backlog.site;
    if (site != null) {
      site.catchUp(backlog);
      if (site.behind.isEmpty()) {
        sites.remove(site);
      }
    }
  }

  void remove(Backlog backlog) {
    Behind behind = parts.get(backlog.part);
    if (behind != null && behind.byQueue.remove(backlog.queue, backlog)) {
      behind.others = null;
      size--;
      detach(backlog);
    }
  }

  void clear() {
    sites.forEach(Site::forgetBehind);
    sites.clear();
    parts.clear();
    size = 0;
    lost = false;
  }

  /// How many sites are waited for.
  int sites() {
    return sites.size();
  }

  /// The site whose turn it is; its next turn is after all others'.
  Site turn() {
    Site site = sites.removeFirst();
    sites.addLast(site);
    return site;
  }

  /// Whether entries were left behind that nobody remembers, and could be remembered now.
  boolean isLost() {
    return lost && size < MOST / 2;
  }
}
