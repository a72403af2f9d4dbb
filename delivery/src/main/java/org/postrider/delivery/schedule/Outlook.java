// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.delivery.DeliveryPolicy;
import org.postrider.delivery.DeliveryPolicy.Ruling;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.RetrySchedule;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Refusal;

/// What would become of mail for a domain, in words: by the same routes, plug-ins, limits and
/// schedule that attempts are made by. Each step is a name, a colon and what is so. Asks DNS;
/// blocks.
public final class Outlook {
  private final Sites sites;
  private final Means means;
  private final DeliveryPolicy policy;
  private final Instant now;

  Outlook(Sites sites, Means means, DeliveryPolicy policy, Instant now) {
    this.sites = sites;
    this.means = means;
    this.policy = policy;
    this.now = now;
  }

  /// For a domain, whoever sends.
  public List<String> steps(String domain) {
    return steps(domain, means.router().route(domain).join());
  }

  private List<String> steps(String domain, Routing routing) {
    List<String> steps = suspension(domain);
    steps.addAll(means.router().explain(domain, routing));
    return goOn(steps, routing);
  }

  /// For a message that is not there, to recipients in a domain.
  public List<String> steps(String domain, Queued message) throws InterruptedException {
    Routing routing = means.router().route(domain).join();
    Ruling ruling =
        policy.asksAboutAttempts()
            ? policy.onAttempt(new Attempt(message, domain, 1, "", routing.hops()))
            : Ruling.PASSED;
    return switch (ruling.verdict()) {
      case ContentVerdict.Pass _ -> steps(domain, routing);
      case ContentVerdict.Refuse(Refusal refusal) ->
          List.of(ruling.by() + ": refuses it, " + refusal.reply() + detail(refusal));
      case ContentVerdict.Discard(String reason) ->
          List.of(ruling.by() + ": discards it, " + reason);
      case ContentVerdict.Hold(String reason) -> List.of(ruling.by() + ": holds it, " + reason);
      case Attempt.Route route -> {
        Routing wanted = means.router().route(domain, route).join();
        List<String> steps = suspension(domain);
        steps.addAll(means.router().explain(route, ruling.by(), wanted));
        yield goOn(steps, wanted);
      }
    };
  }

  private static String detail(Refusal refusal) {
    return refusal.detail().isEmpty() ? "" : " (" + refusal.detail() + ")";
  }

  private List<String> suspension(String domain) {
    List<String> steps = new ArrayList<>();
    if (sites.isSuspended(domain)) {
      steps.add("suspended: mail for " + domain + " waits, by the word of an operator");
    }
    return steps;
  }

  private List<String> goOn(List<String> steps, Routing routing) {
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
