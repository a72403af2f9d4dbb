// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands where it was set. Any thread.
final class VirtualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");

  void set(Instant to) {
    now = to;
  }

  @Override
  public Instant instant() {
    return now;
  }
}
