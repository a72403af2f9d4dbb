// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.delivery.RetrySchedule;
import org.postrider.queue.store.Outcome;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.reply.Reply;
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

  /// The same attempt, but that what was put off has failed where there is no more time for it.
  ///
  /// @rfc 2852 §4.1.3
  Transferred inTime(Transferred transferred, Instant now) {
    Claimed claimed = transferred.claimed();
    if (!claimed.isExpired(now)) {
      return transferred;
    }
    List<Result> results = new ArrayList<>();
    for (Result each : transferred.results()) {
      results.add(each.reply().isTransient() ? expired(each) : each);
    }
    return transferred.of(claimed, results);
  }

  private static Result expired(Result result) {
    return new Result(result.stage(), Reply.of(550, "5.4.7", late(result)), false);
  }

  /// What is told of a delay: not only why, where there was a time to be kept.
  ///
  /// @rfc 2852 §4.1.3
  Reply delay(Claimed claimed, Result result) {
    DeliverBy by = claimed.envelope().asked().deliverBy();
    return by == null || by.returned() ? result.reply() : Reply.of(451, "4.4.7", late(result));
  }

  private static String late(Result result) {
    return "delivery time expired: " + result.reply();
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
    Instant last = claimed.last(schedule.giveUp());
    DeliverBy by = claimed.envelope().asked().deliverBy();
    if (by != null && now.isBefore(by.at()) && by.at().isBefore(last)) {
      last = by.at(); // when there is something to tell the author
    }
    return next.isAfter(last) ? last : next;
  }

  private static String text(Duration duration) {
    return duration.toHours() >= 48
        ? duration.toDays() + " days"
        : duration.toHours() >= 2 ? duration.toHours() + " hours" : duration.toSeconds() + " s";
  }
}
