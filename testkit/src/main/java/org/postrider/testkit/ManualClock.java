// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved. Any thread.
public final class ManualClock implements InstantSource {
  private final AtomicReference<Instant> now;

  /// A clock at `start`.
  public ManualClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves it, forward or back.
  public void advance(Duration by) {
    now.updateAndGet(at -> at.plus(by));
  }
}
