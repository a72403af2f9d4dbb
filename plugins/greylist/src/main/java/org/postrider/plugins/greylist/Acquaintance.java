// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.greylist;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.postrider.plugins.api.Memory;

/// Who is known how well. A triplet's value is the moment of its first visit, or `known`; a
/// network's counter is how many triplets of it have come back. Any thread.
record Acquaintance(Memory memory, InstantSource clock, Waits waits) {
  private static final String KNOWN = "known";

  /// How well.
  enum Standing {
    /// Has to come back.
    STRANGER,
    /// Has come back for the first time.
    RETURNED,
    /// Had come back before.
    KNOWN,
    /// Is from a network of which many have.
    FRIEND;

    String counter() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Standing meet(Triplet triplet) throws IOException {
    if (isFriend(triplet)) {
      return Standing.FRIEND;
    }
    String key = triplet.key();
    Instant now = clock.instant();
    Optional<String> before = memory.find(key);
    if (before.isEmpty()) {
      memory.putIfAbsent(key, String.valueOf(now.toEpochMilli()), waits.most());
      return Standing.STRANGER;
    }
    if (before.get().equals(KNOWN)) {
      memory.put(key, KNOWN, waits.known());
      return Standing.KNOWN;
    }
    Instant first = Instant.ofEpochMilli(Long.parseLong(before.get()));
    if (Duration.between(first, now).compareTo(waits.least()) < 0) {
      return Standing.STRANGER;
    }
    if (memory.replace(key, before.get(), KNOWN, waits.known())) {
      memory.add(triplet.networkKey(), 1, waits.known());
    }
    return Standing.RETURNED;
  }

  private boolean isFriend(Triplet triplet) throws IOException {
    return waits.friendAfter() > 0
        && memory.add(triplet.networkKey(), 0, waits.known()) >= waits.friendAfter();
  }
}
