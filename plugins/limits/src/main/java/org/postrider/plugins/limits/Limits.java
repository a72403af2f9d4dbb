// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.limits.Limit.What;
import org.postrider.plugins.patterns.Networks;

/// Counts connections, messages, recipients and octets, for each address, network, account or
/// sender, and refuses for now what is beyond a limit. From half of a limit on it may make clients
/// wait, the longer the nearer they come to it.
///
/// What is refused counts as well, so that who goes on trying is not let in the sooner.
///
/// Settings: `limits`, see [Limit]; `friends`, networks that nothing is counted for; `tarpit`, the
/// longest wait, 0s for none.
public final class Limits implements SmtpPlugin {
  private static final String KEY = "limits";
  private static final int MOST_LIMITS = 100;

  /// Called by the loader.
  public Limits() {}

  @Override
  public String name() {
    return "limits";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Networks friends = Networks.read(settings, "friends", List.of());
    Ledger ledger = new Ledger(host, read(settings), friends, tarpit(settings, host));
    if (ledger.counts(What.CONNECTIONS)) {
      host.onConnection(connection -> ledger.count(What.CONNECTIONS, Subject.of(connection), 1));
    }
    if (ledger.counts(What.MESSAGES)) {
      host.onMail(mail -> ledger.count(What.MESSAGES, Subject.of(mail), 1));
    }
    if (ledger.counts(What.RECIPIENTS)) {
      host.onRecipient(recipient -> ledger.count(What.RECIPIENTS, Subject.of(recipient.mail()), 1));
    }
    if (ledger.counts(What.OCTETS)) {
      host.onMessage(message ->
          ledger.count(What.OCTETS, Subject.of(message.mail()), message.content().size()));
    }
  }

  private static List<Limit> read(Settings settings) {
    List<Limit> limits = new ArrayList<>();
    for (String text : settings.texts(KEY, List.of())) {
      try {
        limits.add(Limit.parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(KEY, String.valueOf(e.getMessage()));
      }
    }
    if (limits.size() > MOST_LIMITS) {
      throw settings.wrong(KEY, "has more than " + MOST_LIMITS);
    }
    return List.copyOf(limits);
  }

  private static Duration tarpit(Settings settings, Host host) {
    Duration tarpit = settings.duration("tarpit", Duration.ZERO);
    if (tarpit.isNegative() || tarpit.compareTo(host.deadline()) >= 0) {
      throw settings.wrong("tarpit", "has to be shorter than `deadline`");
    }
    return tarpit;
  }
}
