// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.postrider.smtp.server.PolicySet.Breaker;

/// Keeps questions from a plug-in that fails: it opens where, within a time, enough of them failed
/// and at least half of those that ended. When it has rested, one question is let through; as that
/// one ends, it closes or rests again, and where that one is lost, another is let through after as
/// long. Any thread.
final class Fuse {
  /// Whether a question may be asked; to be handed back when it has ended.
  enum Leave {
    /// It may.
    FREE,
    /// It may, and by it the plug-in is judged.
    PROBE,
    /// It may not.
    NONE
  }

  private final Breaker settings;
  private final LongSupplier nanos;
  private final LongAdder well = new LongAdder();
  private volatile boolean open;
  private int failures;
  private long since;

  Fuse(Breaker settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
  }

  Leave leave() {
    return open ? whileOpen() : Leave.FREE;
  }

  private synchronized Leave whileOpen() {
    long now = nanos.getAsLong();
    if (open && now - since >= settings.rest().toNanos()) {
      since = now;
      return Leave.PROBE;
    }
    return open ? Leave.NONE : Leave.FREE;
  }

  /// A question was answered; true where that has closed the fuse.
  boolean well(Leave leave) {
    if (leave == Leave.PROBE) {
      close();
      return true;
    }
    well.increment();
    return false;
  }

  private synchronized void close() {
    failures = 0;
    open = false;
  }

  /// A question failed; true where that has opened the fuse, or opened it again.
  synchronized boolean failed(Leave leave) {
    long now = nanos.getAsLong();
    if (leave == Leave.PROBE) {
      return open(now);
    }
    if (settings.failures() == 0 || open) {
      return false; // never opens, or this one was asked before it did
    }
    if (failures == 0 || now - since > settings.within().toNanos()) {
      failures = 0;
      since = now;
      well.reset();
    }
    failures++;
    return failures >= settings.failures() && failures >= well.sum() && open(now);
  }

  private boolean open(long now) {
    since = now;
    open = true;
    return true;
  }
}
