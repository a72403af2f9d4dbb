// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.RetrySchedule;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;

/// What would become of mail for a domain, in words: by the same routes, limits and schedule that
/// attempts are made by.
final class Outlook {
  private Outlook() {}

  /// Step by step, each a name, a colon and what is so. Asks DNS; blocks.
  static List<String> steps(String domain, Sites sites, Means means, Instant now) {
    List<String> steps = new ArrayList<>();
    if (sites.isSuspended(domain)) {
      steps.add("suspended: mail for " + domain + " waits, by the word of an operator");
    }
    steps.addAll(means.router().explain(domain));
    Routing routing = means.router().route(domain).join();
    if (routing instanceof Routing.Hosts hosts) {
      steps.add("limits: " + limits(means.settings().limits(hosts.names(), hosts.limits())));
    }
    SiteState site = sites.state(routing, now);
    if (site != null) {
      steps.add("next hop: " + site.words());
    }
    RetrySchedule schedule = means.settings().schedule();
    steps.add(
        "retries: after %s and so on, for %s"
            .formatted(text(schedule.waits().getFirst()), text(schedule.giveUp())));
    return steps;
  }

  private static String limits(HopLimits limits) {
    HopLimits.Rate rate = limits.rate();
    String paced =
        rate == null ? "" : ", %d messages in %s".formatted(rate.messages(), text(rate.period()));
    return "%d connections, %d messages each, %d recipients in one%s"
        .formatted(limits.connections(), limits.messages(), limits.recipients(), paced);
  }

  /// As the configuration writes it.
  private static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
