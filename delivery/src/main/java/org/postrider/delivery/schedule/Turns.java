// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.HopLimits;

/// Which site begins the next attempt: each in turn begins as many as its share says before another
/// begins more, and none while its pace forbids it. Guarded by [Sites].
final class Turns {
  /// A site and what to do for it.
  record Turn(Site site, Job job) {}

  private final LongSupplier nanos;
  private final Deque<Site> listed = new ArrayDeque<>();

  /// Those that wait for their pace.
  private final Set<Site> paced = new HashSet<>();

  /// Of the sites with a rate, also while other settings begin to hold.
  private final Map<String, Pace> paces = new HashMap<>();

  private int most;
  private int active;
  private boolean paused;

  /// With so many attempts at once in all; `nanos` is the time that the sites' pace is kept by.
  Turns(int most, LongSupplier nanos) {
    this.most = most;
    this.nanos = nanos;
  }

  /// The pace of a site with this rate, which goes on as before where it had the same.
  Pace pace(String site, HopLimits.Rate rate) {
    Pace known = paces.get(site);
    if (known == null || !known.isOf(rate)) {
      known = new Pace(rate, nanos.getAsLong());
      paces.put(site, known);
    }
    return known;
  }

  /// A site gets a turn, if it has work and may do it.
  void list(Site site) {
    list(site, false);
  }

  private void list(Site site, boolean first) {
    if (site.listed || site.waiting.isEmpty() || !site.mayBegin()) {
      return;
    }
    if (site.pace.untilNext(nanos.getAsLong()) > 0) {
      paced.add(site);
      return;
    }
    site.listed = true;
    if (first) {
      listed.addFirst(site);
    } else {
      listed.addLast(site);
    }
  }

  /// The next thing to begin; null where nothing waits or no more may be begun.
  @Nullable Turn next() {
    goOn();
    for (int i = listed.size(); i > 0 && active < most && !paused; i--) {
      Site site = listed.removeFirst();
      site.listed = false;
      Job job = site.mayBegin() ? poll(site) : null;
      if (job != null) {
        site.active++;
        active++;
        list(site, site.goesOn());
        return new Turn(site, job);
      }
    }
    return null;
  }

  /// More for an attempt of a site that has ended one job; null where it should end, either for
  /// want of work or because others wait for a turn.
  @Nullable Job more(Site site) {
    boolean othersWait = active >= most && listed.stream().anyMatch(each -> each != site);
    boolean mayGoOn = !paused && !othersWait && !site.suspended;
    Job job = mayGoOn && site.active <= site.strain.window() ? poll(site) : null;
    if (job == null) {
      site.active--;
      active--;
      list(site);
    }
    return job;
  }

  /// The next job of a site, which begins now; null where none waits or its pace forbids it.
  private @Nullable Job poll(Site site) {
    long now = nanos.getAsLong();
    Job job = site.pace.untilNext(now) > 0 ? null : site.waiting.poll();
    if (job != null) {
      site.pace.go(now);
    }
    return job;
  }

  /// Lists those whose pace allows one more.
  private void goOn() {
    if (!paced.isEmpty()) {
      List<Site> all = List.copyOf(paced);
      paced.clear();
      all.forEach(this::list);
    }
  }

  /// Nanoseconds until the pace of some site allows one more, at most `longest`.
  long untilNext(long longest) {
    long now = nanos.getAsLong();
    return paced.stream().mapToLong(site -> site.pace.untilNext(now)).reduce(longest, Math::min);
  }

  /// Forgets all sites but their pace; attempts under way are still counted.
  void retire(int newMost) {
    most = newMost;
    listed.clear();
    paced.clear();
  }

  /// Forgets the pace of those that could begin anew.
  void tidy() {
    long now = nanos.getAsLong();
    paces.values().removeIf(pace -> pace.isRested(now));
  }

  void pause(boolean on) {
    paused = on;
  }

  boolean isPaused() {
    return paused;
  }

  int active() {
    return active;
  }
}
