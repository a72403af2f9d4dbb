// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Links;
import org.postrider.queue.store.Lane;

/// What goes the same way: the entries that wait for it, those of its queues that have more in the
/// spool, how much it takes, and its idle connections. Guarded by [Sites].
final class Site {
  final Routing routing;
  final Links links;
  final Means means;
  final Strain strain;
  final Complaints complaints = new Complaints();
  final Waiting waiting = new Waiting();

  /// In the order in which they get their turn.
  final SequencedSet<Backlog> behind = new LinkedHashSet<>();

  /// In which lanes, and how often.
  private final Map<Lane, Integer> lanesBehind = new HashMap<>();

  final Pace pace;
  int active;
  boolean listed;

  /// Whether an operator has it left alone.
  boolean suspended;

  /// Whether it was said, since its backlogs were last read, that there is room for more of them.
  boolean asked;

  private final int share;

  /// Attempts that it may still begin in this turn.
  private int left;

  /// One of which nothing is known yet but its pace.
  Site(Routing routing, Means means, Turns turns) {
    this.routing = routing;
    this.means = means;
    HopLimits limits = means.settings().limits(routing.names(), routing.limits());
    links = new Links(limits);
    strain = new Strain(limits.connections(), means.settings().schedule().waits());
    HopLimits.Rate rate = limits.rate();
    pace = rate == null ? Pace.ANY : turns.pace(routing.site(), rate);
    share = limits.share();
    left = share;
  }

  /// It has begun one more: whether its turn goes on.
  boolean goesOn() {
    left--;
    if (left > 0) {
      return true;
    }
    left = share;
    return false;
  }

  void fallBehind(Backlog backlog) {
    if (behind.add(backlog)) {
      lanesBehind.merge(backlog.lane, 1, Integer::sum);
    }
  }

  void catchUp(Backlog backlog) {
    if (behind.remove(backlog)) {
      lanesBehind.computeIfPresent(backlog.lane, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  void forgetBehind() {
    behind.clear();
    lanesBehind.clear();
  }

  /// Whether nothing of a lane is in memory, though there is more in the spool.
  boolean lacks(Lane lane) {
    return lanesBehind.containsKey(lane) && waiting.size(lane) == 0;
  }

  /// How it fares.
  SiteState state(Instant now) {
    Strain.Rest rest = strain.rest(now);
    return new SiteState(
        routing.hops(),
        waiting.size(),
        behind.size(),
        active,
        strain.window(),
        suspended,
        rest == null ? null : rest.until(),
        rest == null ? "" : rest.transferred().results().getFirst().reply().toString());
  }

  /// Whether one more attempt may begin, as soon as its pace allows.
  boolean mayBegin() {
    return !suspended && active < strain.window();
  }
}
