// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.delivery.RetrySchedule;
import org.postrider.queue.store.Outcome;
import org.postrider.smtp.protocol.sender.Result;

/// The one place where what a host said becomes what the spool records. Any thread.
///
/// @rfc 5321 §4.2.1
/// @rfc 5321 §4.5.4.1
final class Judge {
  /// A wait is longer or shorter by at most this share, so that what failed together does not come
  /// back together.
  private static final double JITTER = 0.1;

  private final RetrySchedule schedule;
  private final RandomGenerator random;

  Judge(RetrySchedule schedule, RandomGenerator random) {
    this.schedule = schedule;
    this.random = random;
  }

  RetrySchedule schedule() {
    return schedule;
  }

  /// What becomes of a recipient.
  Outcome outcome(Claimed claimed, Result result, Instant now) {
    if (result.isDelivered()) {
      return new Outcome.Delivered();
    }
    String reason = result.reply().toString();
    if (result.reply().isPermanent()) {
      return new Outcome.Failed(reason);
    }
    if (claimed.isOverdue(now, schedule.giveUp())) {
      return new Outcome.Failed("4.4.7 given up after " + text(schedule.giveUp()) + ": " + reason);
    }
    return new Outcome.Deferred(next(claimed, now), reason);
  }

  /// The next time, but for a last try when it is due to be given up.
  private Instant next(Claimed claimed, Instant now) {
    List<Duration> waits = schedule.waits();
    Duration wait = waits.get(Math.min(claimed.entry().attempts(), waits.size() - 1));
    double share;
    synchronized (random) {
      share = 1 + JITTER * (2 * random.nextDouble() - 1);
    }
    Instant next = now.plusNanos(Math.max(1, Math.round(wait.toNanos() * share)));
    Instant last = claimed.envelope().released().plus(schedule.giveUp());
    return next.isAfter(last) ? last : next;
  }

  private static String text(Duration duration) {
    return duration.toHours() >= 48
        ? duration.toDays() + " days"
        : duration.toHours() >= 2 ? duration.toHours() + " hours" : duration.toSeconds() + " s";
  }
}
