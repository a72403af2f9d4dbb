// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.limits;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.limits.Limit.What;
import org.postrider.plugins.patterns.Networks;

/// Counts, and says when it is too much. Any thread.
///
/// @param tarpit the longest that a client is made to wait
record Ledger(Host host, List<Limit> limits, Networks friends, Duration tarpit) {
  private static final Refusal TOO_MUCH =
      Refusal.of(450, "4.7.1", "You send more than we take in this time; try again later");

  boolean counts(What what) {
    return limits.stream().anyMatch(limit -> limit.what() == what);
  }

  Verdict count(What what, Subject subject, long amount) throws IOException, InterruptedException {
    if (friends.has(subject.connection().client().getAddress())) {
      return Verdict.pass();
    }
    Limit passed = null;
    double nearest = 0;
    for (Limit limit : limits) {
      String name = limit.what() == what ? subject.name(limit.whose()) : null;
      if (name != null) {
        long sum = host.memory().add(key(limit, name), amount, limit.period());
        nearest = Math.max(nearest, limit.most() == 0 ? 1 : (double) sum / limit.most());
        passed = sum > limit.most() ? limit : passed;
      }
    }
    if (passed != null) {
      host.meter().count("refused");
      return Verdict.refuse(TOO_MUCH.because(passed.source()));
    }
    makeWait(nearest);
    return Verdict.pass();
  }

  /// A limit of another time begins anew.
  private static String key(Limit limit, String name) {
    return limit.what() + " " + limit.whose() + " " + limit.period() + " " + name;
  }

  /// Nothing up to half of a limit, and then more up to all of the tarpit.
  private void makeWait(double used) throws InterruptedException {
    long nanos = (long) (tarpit.toNanos() * Math.min(1, Math.max(0, 2 * used - 1)));
    if (nanos > 0) {
      host.meter().count("slowed");
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
