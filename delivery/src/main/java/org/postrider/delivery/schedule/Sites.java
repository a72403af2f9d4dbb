// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.smtp.protocol.sender.Result;

/// All sites with work, served in turn: each gets an attempt before one gets a second, and none
/// holds more than its window, so that a slow one keeps only its own mail waiting. Any thread.
final class Sites {
  /// Entries of one site in memory; more stay in the spool until there is room.
  static final int MOST_WAITING = 1000;

  /// The same while memory is half full, so that no crowd of slow sites keeps others out; else what
  /// each lane of a site has room for, so that no sender keeps others out; and entries of one queue
  /// whose way is not known yet.
  static final int FEW_WAITING = 20;

  /// Entries in memory in all, those included whose way is not known yet.
  static final int MOST_READY = 20_000;

  /// Sites that are remembered although they have nothing to do.
  static final int MOST_SITES = 50_000;

  /// Entries read at once of one queue that is behind, where there is room for as many.
  private static final int SHARE = 50;

  /// A queue that is behind, and how many of its entries there is room for.
  record Refill(Backlog backlog, int most) {}

  private final Map<String, Site> sites = new HashMap<>();
  private final Turns turns;
  private final Backlogs backlogs = new Backlogs();

  /// Hosts and destinations that an operator has left alone.
  private volatile Set<String> suspended = Set.of();

  /// How many are expected of each queue.
  private final Map<String, Integer> byQueue = new HashMap<>();

  private int ready;
  private int expected;
  private boolean stopped;

  /// With so many attempts at once in all; `nanos` is the time that their pace is kept by.
  Sites(int most, LongSupplier nanos) {
    turns = new Turns(most, nanos);
  }

  /// How many entries there is room for.
  synchronized int free() {
    return MOST_READY - ready - expected;
  }

  /// Counts an entry whose way is being looked for, which ends with [#add] or [#forget]; false
  /// where enough of its queue are counted, so that no slow look-up keeps others out: then it stays
  /// in the spool until the way of those is known.
  synchronized boolean expect(Entry entry, Place from) {
    String queue = entry.queue();
    int count = byQueue.getOrDefault(queue, 0);
    if (count >= FEW_WAITING) {
      backlogs.leave(null, entry, from);
      return false;
    }
    byQueue.put(queue, count + 1);
    expected++;
    return true;
  }

  synchronized void forget(Entry entry) {
    byQueue.computeIfPresent(entry.queue(), (key, count) -> count == 1 ? null : count - 1);
    expected--;
  }

  /// Takes an expected job for its site, and gives null; or the site, where that has no room.
  synchronized @Nullable Site add(Job job, Routing routing, Means means) {
    forget(job.entry());
    Site site = site(routing, means);
    Backlog backlog = backlogs.find(job.part(), job.entry().queue());
    if (backlog != null) {
      backlogs.waitFor(site, backlog);
    }
    if (!hasPlace(site, job)) {
      return site;
    }
    site.waiting.add(job);
    ready++;
    turns.list(site);
    return null;
  }

  /// Gives a job of a site that a plug-in has sent another way to its other site; false where that
  /// has no room, or the settings have changed.
  synchronized boolean move(Site from, Job job, Routing routing) {
    if (sites.get(from.routing.site()) != from) {
      return false;
    }
    Site site = site(routing, from.means);
    if (free() <= 0 || !hasPlace(site, job)) {
      return false;
    }
    site.waiting.add(job);
    ready++;
    turns.list(site);
    return true;
  }

  private boolean isCrowded() {
    return ready >= MOST_READY / 2;
  }

  private int mostWaiting() {
    return isCrowded() ? FEW_WAITING : MOST_WAITING;
  }

  private boolean hasPlace(Site site, Job job) {
    return site.waiting.size() < mostWaiting() || place(site, job.entry().lane()) > 0;
  }

  /// For how many entries of a lane there is room, even if there is none else.
  private int place(Site site, Lane lane) {
    return isCrowded() ? 0 : FEW_WAITING - site.waiting.size(lane);
  }

  /// The next thing to begin; null where nothing waits or no more may be begun.
  synchronized Turns.@Nullable Turn next() {
    Turns.Turn turn = turns.next();
    ready -= turn == null ? 0 : 1;
    return turn;
  }

  /// More for an attempt of a site that has ended one job; null where it should end.
  synchronized @Nullable Job more(Site site) {
    Job job = turns.more(site);
    ready -= job == null ? 0 : 1;
    return job;
  }

  /// Nanoseconds until the pace of some site allows one more, at most `longest`.
  synchronized long untilNext(long longest) {
    return turns.untilNext(longest);
  }

  /// An attempt at a site is about to be made, after which [#left] is called; or none may be, and
  /// here is why.
  synchronized Strain.@Nullable Rest enter(Site site, Instant now) {
    return site.strain.enter(now);
  }

  /// An attempt at a site was made.
  synchronized void left(Site site) {
    site.strain.left();
  }

  /// Leaves none alone any longer that could not be reached.
  synchronized void tryAgain() {
    sites.values().forEach(site -> site.strain.tryAgain());
  }

  /// What an attempt has learned of its site; what the site has said too often, for a warning.
  synchronized List<Complaints.Warning> learned(Site site, Transferred transferred, Instant now) {
    site.strain.learned(transferred, now);
    turns.list(site);
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
      turns.list(site);
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
          Site site = new Site(routing, means, turns);
          site.suspended = isSuspended(routing);
          return site;
        });
  }

  /// An entry that its site has no room for stays in the spool, and so does what is behind it. To
  /// be called when the entry is free to be found again.
  synchronized void leave(Site site, Entry entry, Place from) {
    backlogs.leave(site, entry, from);
  }

  /// Whether an entry is left to the reading of its queue.
  synchronized boolean isLeft(Part part, Entry entry) {
    Backlog backlog = backlogs.find(part, entry.queue());
    return backlog != null && backlog.meets(entry);
  }

  /// The queues that are not behind.
  synchronized Queues others(Part part) {
    return backlogs.others(part);
  }

  /// Which queues that are behind may have more in memory now, site after site and one after the
  /// other, each as much.
  synchronized List<Refill> refills() {
    List<Refill> refills = new ArrayList<>();
    int free = free();
    for (int i = backlogs.sites(); i > 0 && free > 0; i--) {
      Site site = backlogs.turn();
      site.asked = false;
      int room = hasRoom(site) ? Math.min(free, mostWaiting() - site.waiting.size()) : 0;
      int share = Math.max(SHARE, room / site.behind.size());
      Set<Lane> served = new HashSet<>();
      for (int j = site.behind.size(); j > 0 && free > 0; j--) {
        Backlog backlog = site.behind.removeFirst();
        site.behind.addLast(backlog);
        boolean lacks = site.lacks(backlog.lane) && !served.contains(backlog.lane);
        int most = room > 0 ? Math.min(share, room) : lacks ? FEW_WAITING : 0;
        if (most > 0) {
          served.add(backlog.lane);
          refills.add(new Refill(backlog, Math.min(most, free)));
          room -= most;
          free -= most;
        }
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

  /// There was no more after `cursor`: the queue is behind no longer, unless something was left
  /// meanwhile.
  synchronized void caughtUp(Backlog backlog, String cursor) {
    if (backlog.cursor().equals(cursor)) {
      backlogs.remove(backlog);
    }
  }

  /// Reading stops until there is room.
  synchronized void stop() {
    stopped = true;
  }

  /// Whether the queue of a job is behind, its way is found, and there is room for more of it.
  synchronized boolean wantsMore(Job job) {
    Backlog backlog = backlogs.find(job.part(), job.entry().queue());
    Site site = backlog == null ? null : backlog.site;
    return site != null && wantsMore(site, job);
  }

  /// Whether there is room, after an attempt at a site, to read on; said once each time.
  synchronized boolean wantsMore(Site site, Job ended) {
    if (stopped && free() >= MOST_READY / 2) {
      stopped = false;
      return true;
    }
    boolean hasRoom = hasRoom(site) || (!isCrowded() && site.lacks(ended.entry().lane()));
    if (site.asked || site.behind.isEmpty() || !hasRoom) {
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
    turns.retire(newMost);
    List<Job> waiting = new ArrayList<>();
    for (Site site : sites.values()) {
      waiting.addAll(site.waiting.drain());
      site.links.close();
    }
    sites.clear();
    backlogs.clear();
    ready = 0;
    return waiting;
  }

  /// Forgets who is behind, because the spool is read from the start, and the sites that have
  /// nothing to do and nothing to keep.
  synchronized void tidy(Instant now) {
    backlogs.clear();
    turns.tidy();
    boolean tooMany = sites.size() > MOST_SITES;
    sites
        .values()
        .removeIf(site ->
            site.active == 0
                && site.waiting.isEmpty()
                && site.links.isEmpty()
                && (tooMany || site.strain.isForgettable(now)));
  }

  synchronized void pause(boolean on) {
    turns.pause(on);
  }

  synchronized boolean isPaused() {
    return turns.isPaused();
  }

  synchronized int active() {
    return turns.active();
  }

  synchronized int ready() {
    return ready;
  }
}
