// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Route;

/// Which configured route holds for a domain: the first that fits. Immutable.
final class RouteTable {
  private record Ranked(int rank, Route route) {
    Route.Hop hop() {
      return route.hop();
    }
  }

  private final Map<String, Ranked> exact = new HashMap<>();
  private final Map<String, Ranked> below = new HashMap<>();
  private final Map<String, Route.Hop> named = new HashMap<>();
  private @Nullable Ranked every;

  RouteTable(List<Route> routes) {
    int rank = 0;
    for (Route route : routes) {
      Ranked ranked = new Ranked(rank++, route);
      named.putIfAbsent(route.name(), route.hop());
      for (String domain : route.domains()) {
        if (domain.equals("*")) {
          every = every == null ? ranked : every;
        } else if (domain.startsWith("*.")) {
          below.putIfAbsent(domain.substring(2), ranked);
        } else {
          exact.putIfAbsent(domain, ranked);
        }
      }
    }
  }

  /// The hop for a domain's key; null where only DNS can say.
  Route.@Nullable Hop find(String domain) {
    Ranked best = best(domain);
    return best == null ? null : best.hop();
  }

  /// Which route holds for a domain's key, in words.
  String why(String domain) {
    Ranked best = best(domain);
    return best == null
        ? "no [[route]] fits, so it goes to the domain's mail exchangers"
        : "[[route]] number %d, for %s"
            .formatted(best.rank() + 1, String.join(", ", best.route().domains()));
  }

  private @Nullable Ranked best(String domain) {
    Ranked best = better(every, exact.get(domain));
    for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      best = better(best, below.get(domain.substring(dot + 1)));
    }
    return best;
  }

  /// The hop of the route of this name; null where there is none.
  Route.@Nullable Hop named(String name) {
    return name.isEmpty() ? null : named.get(name);
  }

  private static @Nullable Ranked better(@Nullable Ranked one, @Nullable Ranked other) {
    return one == null || (other != null && other.rank() < one.rank()) ? other : one;
  }
}
