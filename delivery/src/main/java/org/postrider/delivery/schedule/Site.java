// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Links;

/// What goes the same way: the entries that wait for it, those of its destinations that have more
/// in the spool, how much it takes, and its idle connections. Guarded by [Sites].
final class Site {
  final Routing routing;
  final Links links;
  final Means means;
  final Strain strain;
  final Complaints complaints = new Complaints();
  final Deque<Job> waiting = new ArrayDeque<>();

  /// In the order in which they get their turn.
  final SequencedSet<Backlog> behind = new LinkedHashSet<>();

  int active;
  boolean listed;

  /// Whether an operator has it left alone.
  boolean suspended;

  /// Whether it was said, since its backlogs were last read, that there is room for more of them.
  boolean asked;

  Site(Routing routing, Means means) {
    this.routing = routing;
    this.means = means;
    links = new Links(means.settings().messagesPerConnection());
    strain = new Strain(means.settings().connectionsPerHop(), means.settings().schedule().waits());
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

  /// Whether one more attempt may begin.
  boolean mayBegin() {
    return !suspended && active < strain.window();
  }
}
