// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Destinations;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;
import org.postrider.smtp.protocol.sender.Result;

/// All sites with work, served in turn: each gets an attempt before one gets a second, and none
/// holds more than its window, so that a slow one keeps only its own mail waiting. Any thread.
final class Sites {
  /// Entries of one site in memory; more stay in the spool until there is room.
  static final int MOST_WAITING = 1000;

  /// The same while memory is half full, so that no crowd of slow sites keeps others out; and
  /// entries of one destination whose way is not known yet.
  static final int FEW_WAITING = 20;

  /// Entries in memory in all, those included whose way is not known yet.
  static final int MOST_READY = 20_000;

  /// Entries read at once of one destination that is behind, where there is room for as many.
  private static final int SHARE = 50;

  /// A site and what to do for it.
  record Turn(Site site, Job job) {}

  /// A destination that is behind, and how many of its entries there is room for.
  record Refill(Backlog backlog, int most) {}

  private final Map<String, Site> sites = new HashMap<>();
  private final Deque<Site> turns = new ArrayDeque<>();
  private final Backlogs backlogs = new Backlogs();

  /// Hosts and destinations that an operator has left alone.
  private volatile Set<String> suspended = Set.of();

  /// How many are expected of each destination.
  private final Map<String, Integer> byDestination = new HashMap<>();

  private int most;
  private int active;
  private int ready;
  private int expected;
  private boolean stopped;
  private boolean paused;

  /// With so many attempts at once in all.
  Sites(int most) {
    this.most = most;
  }

  /// How many entries there is room for.
  synchronized int free() {
    return MOST_READY - ready - expected;
  }

  /// Counts an entry whose way is being looked for, which ends with [#add] or [#forget]; false
  /// where enough of its destination are counted, so that no slow look-up keeps others out: then it
  /// stays in the spool until the way of those is known.
  synchronized boolean expect(Entry entry, Place from) {
    String destination = entry.destination();
    int count = byDestination.getOrDefault(destination, 0);
    if (count >= FEW_WAITING) {
      backlogs.leave(null, entry, from);
      return false;
    }
    byDestination.put(destination, count + 1);
    expected++;
    return true;
  }

  synchronized void forget(String destination) {
    byDestination.computeIfPresent(destination, (key, count) -> count == 1 ? null : count - 1);
    expected--;
  }

  /// Takes an expected job for its site, and gives null; or the site, where that has no room.
  synchronized @Nullable Site add(Job job, Routing routing, Means means) {
    String destination = job.entry().destination();
    forget(destination);
    Site site = site(routing, means);
    Backlog backlog = backlogs.find(job.part(), destination);
    if (backlog != null) {
      backlogs.waitFor(site, backlog);
    }
    if (site.waiting.size() >= mostWaiting()) {
      return site;
    }
    site.waiting.addLast(job);
    ready++;
    list(site);
    return null;
  }

  /// Gives a job of a site that a plug-in has sent another way to its other site; false where that
  /// has no room, or the settings have changed.
  synchronized boolean move(Site from, Job job, Routing routing) {
    if (sites.get(from.routing.site()) != from) {
      return false;
    }
    Site site = site(routing, from.means);
    if (free() <= 0 || site.waiting.size() >= mostWaiting()) {
      return false;
    }
    site.waiting.addLast(job);
    ready++;
    list(site);
    return true;
  }

  private int mostWaiting() {
    return ready < MOST_READY / 2 ? MOST_WAITING : FEW_WAITING;
  }

  /// The next thing to begin; null where nothing waits or no more may be begun.
  synchronized @Nullable Turn next() {
    for (int i = turns.size(); i > 0 && active < most && !paused; i--) {
      Site site = turns.removeFirst();
      site.listed = false;
      if (site.mayBegin() && !site.waiting.isEmpty()) {
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
    boolean mayGoOn = !paused && !othersWait && !site.suspended;
    Job job = mayGoOn && site.active <= site.strain.window() ? site.waiting.pollFirst() : null;
    if (job != null) {
      ready--;
      return job;
    }
    site.active--;
    active--;
    list(site);
    return null;
  }

  /// Why a site is left alone now, or null where it may be tried.
  synchronized Strain.@Nullable Rest rest(Site site, Instant now) {
    return site.strain.rest(now);
  }

  /// Leaves none alone any longer that could not be reached.
  synchronized void tryAgain() {
    sites.values().forEach(site -> site.strain.tryAgain());
  }

  /// What an attempt has learned of its site; what the site has said too often, for a warning.
  synchronized List<Complaints.Warning> learned(Site site, Transferred transferred, Instant now) {
    site.strain.learned(transferred, now);
    list(site);
    List<Complaints.Warning> warnings = new ArrayList<>();
    for (Result result : transferred.results()) {
      if (result.spoken() && result.reply().isTransient()) {
        Complaints.Warning warning = site.complaints.count(result.reply(), now);
        if (warning != null) {
          warnings.add(warning);
        }
      }
    }
    return warnings;
  }

  /// Leaves sites alone by the names of their hosts, and destinations by theirs; no others.
  synchronized void suspend(Set<String> names) {
    suspended = Set.copyOf(names);
    backlogs.leaveOut(suspended);
    for (Site site : sites.values()) {
      site.suspended = isSuspended(site.routing);
      list(site);
    }
  }

  private boolean isSuspended(Routing routing) {
    return !suspended.isEmpty() && routing.names().stream().anyMatch(suspended::contains);
  }

  /// Whether a destination is left alone.
  boolean isSuspended(String destination) {
    return suspended.contains(destination);
  }

  /// How all sites fare that have something to do or are left alone.
  synchronized List<SiteState> states(Instant now) {
    return sites.values().stream().map(site -> site.state(now)).toList();
  }

  /// How the site of a way fares; null where it has nothing to do and nothing is known of it.
  synchronized @Nullable SiteState state(Routing routing, Instant now) {
    Site site = sites.get(routing.site());
    return site == null ? null : site.state(now);
  }

  private Site site(Routing routing, Means means) {
    return sites.computeIfAbsent(
        routing.site(),
        key -> {
          Site site = new Site(routing, means);
          site.suspended = isSuspended(routing);
          return site;
        });
  }

  private void list(Site site) {
    if (!site.listed && !site.waiting.isEmpty() && site.mayBegin()) {
      site.listed = true;
      turns.addLast(site);
    }
  }

  /// An entry that its site has no room for stays in the spool, and so does what is behind it. To
  /// be called when the entry is free to be found again.
  synchronized void leave(Site site, Entry entry, Place from) {
    backlogs.leave(site, entry, from);
  }

  /// Whether an entry is left to the reading of its destination.
  synchronized boolean isLeft(Part part, Entry entry) {
    Backlog backlog = backlogs.find(part, entry.destination());
    return backlog != null && backlog.meets(entry);
  }

  /// The destinations that are not behind.
  synchronized Destinations others(Part part) {
    return backlogs.others(part);
  }

  /// Which destinations that are behind may have more in memory now, site after site and one after
  /// the other, each as much.
  synchronized List<Refill> refills() {
    List<Refill> refills = new ArrayList<>();
    int free = free();
    for (int i = backlogs.sites(); i > 0 && free > 0; i--) {
      Site site = backlogs.turn();
      site.asked = false;
      int room = hasRoom(site) ? Math.min(free, mostWaiting() - site.waiting.size()) : 0;
      int share = Math.max(SHARE, room / site.behind.size());
      for (int j = site.behind.size(); j > 0 && room > 0; j--) {
        Backlog backlog = site.behind.removeFirst();
        site.behind.addLast(backlog);
        int most = Math.min(share, room);
        refills.add(new Refill(backlog, most));
        room -= most;
        free -= most;
      }
    }
    return refills;
  }

  private boolean hasRoom(Site site) {
    return site.waiting.size() <= mostWaiting() / 2;
  }

  /// After which cursor to read on.
  synchronized String cursor(Backlog backlog) {
    return backlog.cursor();
  }

  /// What was read after the cursor `from` is about to be taken.
  synchronized void advance(Backlog backlog, String from, Due read) {
    backlog.advance(from, read);
  }

  /// There was no more after `cursor`: the destination is behind no longer, unless something was
  /// left meanwhile.
  synchronized void caughtUp(Backlog backlog, String cursor) {
    if (backlog.cursor().equals(cursor)) {
      backlogs.remove(backlog);
    }
  }

  /// Reading stops until there is room.
  synchronized void stop() {
    stopped = true;
  }

  /// Whether a destination that is behind has its way found, and there is room for more of it.
  synchronized boolean wantsMore(Part part, String destination) {
    Backlog backlog = backlogs.find(part, destination);
    Site site = backlog == null ? null : backlog.site;
    return site != null && wantsMore(site);
  }

  /// Whether there is room, after an attempt at a site, to read on; said once each time.
  synchronized boolean wantsMore(Site site) {
    if (stopped && free() >= MOST_READY / 2) {
      stopped = false;
      return true;
    }
    if (site.asked || site.behind.isEmpty() || !hasRoom(site)) {
      return false;
    }
    site.asked = true;
    return true;
  }

  /// Whether entries were left that nobody remembers, and could be remembered now.
  synchronized boolean isLost() {
    return backlogs.isLost();
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
    backlogs.clear();
    ready = 0;
    return waiting;
  }

  /// Forgets who is behind, because the spool is read from the start, and the sites that have
  /// nothing to do and nothing to keep.
  synchronized void tidy(Instant now) {
    backlogs.clear();
    sites
        .values()
        .removeIf(site ->
            site.active == 0
                && site.waiting.isEmpty()
                && site.links.isEmpty()
                && site.strain.isForgettable(now));
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
