// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;

/// Asks mail filters that speak the milter protocol (opendkim, opendmarc, rspamd and others), one
/// after the other.
///
/// Settings: `filters`, where they listen; `hostname`; `client-names`; `connect-timeout`;
/// `reply-timeout`; `largest-body`.
public final class Milter implements SmtpPlugin {
  private static final String FILTERS = "filters";
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
  private static final long LARGEST_BODY = 100L << 20;

  /// Called by the loader.
  public Milter() {}

  @Override
  public String name() {
    return "milter";
  }

  @Override
  public void install(Host host) {
    Plan plan = plan(host);
    host.onConnection(connection -> filters(plan, connection).connection(connection));
    host.onHello(hello -> filters(plan, hello.connection()).hello(hello));
    host.onMail(mail -> filters(plan, mail.hello().connection()).mail(mail));
    host.onRecipient(
        recipient -> filters(plan, recipient.mail().hello().connection()).recipient(recipient));
    host.onMessage(message -> filters(plan, message.mail().hello().connection()).message(message));
    // A message may be changed and held, and one answer says one of them.
    host.onMessage(message -> filters(plan, message.mail().hello().connection()).held());
  }

  private static Filters filters(Plan plan, Connection connection) {
    return connection.session().keep(Filters.class, () -> new Filters(plan));
  }

  private static Plan plan(Host host) {
    Settings settings = host.settings();
    Bounds bounds =
        new Bounds(
            time(settings, "connect-timeout", Duration.ofSeconds(2)),
            time(settings, "reply-timeout", Duration.ofSeconds(8)),
            settings.size("largest-body", LARGEST_BODY));
    String hostname = settings.text("hostname", "");
    return new Plan(
        host,
        endpoints(settings),
        bounds,
        settings.text("on-failure", "defer").equals("pass"),
        hostname.isEmpty() ? ownName() : hostname,
        new ClientNames(host.lookup(), settings.flag("client-names", true)));
  }

  private static List<Endpoint> endpoints(Settings settings) {
    List<String> texts = settings.texts(FILTERS, List.of());
    if (texts.isEmpty()) {
      throw settings.wrong(FILTERS, "has to name at least one, such as \"inet:127.0.0.1:8891\"");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String text : texts) {
      try {
        endpoints.add(Endpoint.parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(FILTERS, "\"" + text + "\" " + e.getMessage());
      }
    }
    return List.copyOf(endpoints);
  }

  private static Duration time(Settings settings, String key, Duration absent) {
    Duration time = settings.duration(key, absent);
    if (!time.isPositive() || time.compareTo(LONGEST_TIMEOUT) > 0) {
      throw settings.wrong(key, "has to be more than 0s and at most 5m");
    }
    return time;
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) { // a host that has no name
      return "localhost";
    }
  }
}
