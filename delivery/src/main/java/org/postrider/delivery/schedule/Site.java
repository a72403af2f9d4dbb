// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Links;

/// What goes the same way: the entries that wait for it, those of its destinations that have more
/// in the spool, how many attempts it takes at once, and its idle connections. Guarded by [Sites].
final class Site {
  /// Attempts at once to a site of which nothing is known yet.
  static final int FIRST_WINDOW = 4;

  final Routing routing;
  final Links links;
  final Means means;
  final Deque<Job> waiting = new ArrayDeque<>();

  /// In the order in which they get their turn.
  final SequencedSet<Backlog> behind = new LinkedHashSet<>();

  int active;
  int window;
  boolean listed;

  /// Whether it was said, since its backlogs were last read, that there is room for more of them.
  boolean asked;

  Site(Routing routing, Means means) {
    this.routing = routing;
    this.means = means;
    links = new Links(means.settings().messagesPerConnection());
    window = Math.min(FIRST_WINDOW, means.settings().connectionsPerHop());
  }

  /// The site has answered: it may take one more at once.
  void grow() {
    window = Math.min(window + 1, means.settings().connectionsPerHop());
  }

  /// It has not: half as many will do.
  void shrink() {
    window = Math.max(1, window / 2);
  }
}
