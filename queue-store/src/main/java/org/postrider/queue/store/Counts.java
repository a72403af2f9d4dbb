// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import java.util.Map;

/// How many entries wait, by destination; as of `at`.
public record Counts(Instant at, Map<String, Count> byDestination) {
  /// Copies the map.
  public Counts {
    byDestination = Map.copyOf(byDestination);
  }

  /// The entries of one destination.
  public record Count(long queued, long held) {}
}
