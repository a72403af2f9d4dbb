// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.postrider.queue.store.EntryName;

/// Which entries were found by polling of late, so that a hint about one of them that comes after
/// is not taken at its word. Confined to the thread of the [Scheduler].
final class Polled {
  /// How late a hint may be: as long as a commit may take, twice over.
  private static final Duration LATE = Duration.ofMinutes(1);

  /// Names remembered in one such time; where there are more, every hint is doubted.
  private static final int MOST = 50_000;

  private Set<EntryName> now = new HashSet<>();
  private Set<EntryName> before = new HashSet<>();
  private final LongSupplier nanos;
  private long turnedNanos;

  Polled(LongSupplier nanos) {
    this.nanos = nanos;
    turnedNanos = nanos.getAsLong();
  }

  void add(EntryName name) {
    turn();
    if (now.size() < MOST) {
      now.add(name);
    }
  }

  boolean contains(EntryName name) {
    turn();
    return now.size() >= MOST
        || before.size() >= MOST
        || now.contains(name)
        || before.contains(name);
  }

  private void turn() {
    if (nanos.getAsLong() - turnedNanos > LATE.toNanos()) {
      turnedNanos = nanos.getAsLong();
      before = now;
      now = new HashSet<>();
    }
  }
}
