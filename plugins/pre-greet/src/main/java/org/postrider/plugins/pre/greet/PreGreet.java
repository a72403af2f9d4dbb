// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.pre.greet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ClientSession.Manners;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.patterns.Networks;

/// Lets strangers wait a while for the greeting, and finds those that talk meanwhile: a program
/// that sends spam often does not listen. Who has waited once need not wait again for a time.
///
/// Settings: `wait`; `early`, see [Early]; `known-for`; `friends`, networks that need not wait;
/// `listeners`, where anybody has to, by name; those for other hosts where it is absent.
///
/// @rfc 5321 §3.1
public final class PreGreet implements SmtpPlugin {
  private static final String FIELD = "X-Pre-Greet";
  private static final String PATIENT = "patient";

  /// Called by the loader.
  public PreGreet() {}

  /// What is kept for a session that began too early.
  private static final class Mark implements AutoCloseable {
    private volatile boolean early;

    @Override
    public void close() {}
  }

  /// What holds for whom.
  private record Rules(
      Duration pause, Early early, Duration known, Networks friends, List<String> listeners) {
    boolean concern(Connection connection) {
      boolean isThere =
          listeners.isEmpty()
              ? connection.kind() == ListenerKind.MX
              : listeners.contains(connection.listener());
      return isThere && !friends.has(connection.client().getAddress());
    }
  }

  @Override
  public String name() {
    return "pre-greet";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Rules rules =
        new Rules(
            pause(settings, host),
            Early.read(settings),
            known(settings),
            Networks.read(settings, "friends", List.of()),
            settings.texts("listeners", List.of()));
    host.onConnection(connection -> verdict(connection, rules, host));
    if (rules.early == Early.MARK) {
      host.onMessage(PreGreet::marked);
    }
  }

  private static Duration pause(Settings settings, Host host) {
    Duration wait = settings.duration("wait", Duration.ofSeconds(6));
    if (!wait.isPositive() || wait.compareTo(host.deadline()) >= 0) {
      throw settings.wrong("wait", "has to be more than 0s and shorter than `deadline`");
    }
    return wait;
  }

  private static Duration known(Settings settings) {
    Duration known = settings.duration("known-for", Duration.ofDays(1));
    if (known.isNegative() || known.compareTo(Memory.LONGEST_TIME) > 0) {
      throw settings.wrong("known-for", "has to be from 0s to 400d");
    }
    return known;
  }

  private static Verdict verdict(Connection connection, Rules rules, Host host)
      throws IOException, InterruptedException {
    String client = connection.client().getAddress().getHostAddress();
    if (!rules.concern(connection) || host.memory().find(client).isPresent()) {
      return Verdict.pass();
    }
    Manners manners = connection.session().awaitGreeting(rules.pause);
    switch (manners) {
      case GONE -> host.meter().count("gone");
      case PATIENT -> {
        host.meter().count(PATIENT);
        if (rules.known.isPositive()) {
          host.memory().put(client, PATIENT, rules.known);
        }
      }
      case EARLY -> {
        host.meter().count("early");
        mark(connection).early = true;
        return rules.early.verdict();
      }
    }
    return Verdict.pass();
  }

  private static Mark mark(Connection connection) {
    return connection.session().keep(Mark.class, Mark::new);
  }

  private static ContentVerdict marked(Submitted message) {
    return mark(message.mail().hello().connection()).early
        ? new ContentVerdict.Amend(List.of(new Change.AddField(FIELD, "early")))
        : Verdict.pass();
  }
}
