// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.route.Routing;

/// All sites with work, served in turn: each gets an attempt before one gets a second, and none
/// holds more than its window, so that a slow one keeps only its own mail waiting. Any thread.
final class Sites {
  /// Entries of one site in memory; more stay in the spool until there is room.
  static final int MOST_WAITING = 1000;

  /// Entries in memory in all.
  static final int MOST_READY = 20_000;

  /// A site and what to do for it.
  record Turn(Site site, Job job) {}

  private final Map<String, Site> sites = new HashMap<>();
  private final Deque<Site> turns = new ArrayDeque<>();
  private int most;
  private int active;
  private int ready;
  private int missing;
  private boolean paused;

  /// With so many attempts at once in all.
  Sites(int most) {
    this.most = most;
  }

  /// Takes a job for a site; false where there is no room, which is remembered with where to find
  /// the entry again.
  synchronized boolean add(Job job, Routing routing, Means means, Site.Missed from) {
    Site site = sites.computeIfAbsent(routing.site(), key -> new Site(routing, means));
    if (ready >= MOST_READY || site.waiting.size() >= MOST_WAITING) {
      if (site.missed == null) {
        site.missed = from;
        missing++;
      }
      return false;
    }
    site.waiting.addLast(job);
    ready++;
    list(site);
    return true;
  }

  /// The next thing to begin; null where nothing waits or no more may be begun.
  synchronized @Nullable Turn next() {
    for (int i = turns.size(); i > 0 && active < most && !paused; i--) {
      Site site = turns.removeFirst();
      site.listed = false;
      if (site.active < site.window && !site.waiting.isEmpty()) {
        Job job = site.waiting.removeFirst();
        ready--;
        site.active++;
        active++;
        list(site);
        return new Turn(site, job);
      }
    }
    return null;
  }

  /// More for an attempt of a site that has ended one job; null where it should end, either for
  /// want of work or because others wait for a turn.
  synchronized @Nullable Job more(Site site) {
    boolean othersWait = active >= most && turns.stream().anyMatch(each -> each != site);
    Job job = paused || othersWait || site.active > site.window ? null : site.waiting.pollFirst();
    if (job != null) {
      ready--;
      return job;
    }
    site.active--;
    active--;
    list(site);
    return null;
  }

  /// What an attempt has learned of its site.
  synchronized void learned(Site site, boolean reached) {
    if (reached) {
      site.grow();
    } else {
      site.shrink();
    }
    list(site);
  }

  private void list(Site site) {
    if (!site.listed && !site.waiting.isEmpty() && site.active < site.window) {
      site.listed = true;
      turns.addLast(site);
    }
  }

  /// Whether an entry has found no room.
  synchronized boolean isMissing() {
    return missing > 0;
  }

  /// Where to look for entries that found no room and would find it now.
  synchronized List<Site.Missed> room() {
    List<Site.Missed> room = new ArrayList<>();
    if (ready < MOST_READY / 2) {
      for (Site site : sites.values()) {
        if (site.missed != null && site.waiting.size() < MOST_WAITING / 2) {
          room.add(site.missed);
          site.missed = null;
          missing--;
        }
      }
    }
    return room;
  }

  /// Forgets all sites, because the settings have changed, and gives what waited; attempts under
  /// way go on.
  synchronized List<Job> retire(int newMost) {
    most = newMost;
    List<Job> waiting = new ArrayList<>();
    for (Site site : sites.values()) {
      waiting.addAll(site.waiting);
      site.waiting.clear();
      site.links.close();
    }
    sites.clear();
    turns.clear();
    ready = 0;
    missing = 0;
    return waiting;
  }

  /// Forgets the sites that have nothing to do and nothing to keep.
  synchronized void tidy() {
    sites
        .values()
        .removeIf(site ->
            site.active == 0
                && site.waiting.isEmpty()
                && site.missed == null
                && site.links.isEmpty());
  }

  synchronized void pause(boolean on) {
    paused = on;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  synchronized int active() {
    return active;
  }

  synchronized int ready() {
    return ready;
  }
}
