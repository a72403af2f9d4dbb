// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.Set;

/// Which queues are meant, by the names that entries give: [Entry#queue].
public sealed interface Queues {
  /// All of them.
  Queues ANY = new Any();

  /// Whether this one is meant.
  boolean include(String queue);

  /// All of them.
  record Any() implements Queues {
    @Override
    public boolean include(String queue) {
      return true;
    }
  }

  /// One alone.
  record Only(String queue) implements Queues {
    @Override
    public boolean include(String other) {
      return queue.equals(other);
    }
  }

  /// All but these queues, and but those of these destinations.
  record Except(Set<String> queues, Set<String> destinations) implements Queues {
    /// Copies the sets.
    public Except {
      queues = Set.copyOf(queues);
      destinations = Set.copyOf(destinations);
    }

    @Override
    public boolean include(String queue) {
      return !queues.contains(queue)
          && (destinations.isEmpty() || !destinations.contains(Lane.destination(queue)));
    }
  }
}
