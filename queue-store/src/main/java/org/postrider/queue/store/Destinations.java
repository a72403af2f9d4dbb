// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.Set;

/// Which destinations are meant, by the keys that entries carry.
public sealed interface Destinations {
  /// All of them.
  Destinations ANY = new Any();

  /// Whether this one is meant.
  boolean include(String destination);

  /// All of them.
  record Any() implements Destinations {
    @Override
    public boolean include(String destination) {
      return true;
    }
  }

  /// One alone.
  record Only(String destination) implements Destinations {
    @Override
    public boolean include(String other) {
      return destination.equals(other);
    }
  }

  /// All but these.
  record Except(Set<String> destinations) implements Destinations {
    /// Copies the set.
    public Except {
      destinations = Set.copyOf(destinations);
    }

    @Override
    public boolean include(String destination) {
      return !destinations.contains(destination);
    }
  }
}
