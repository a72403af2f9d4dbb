// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.relay;

import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;

/// Allows recipients at the domains that the configuration names, and any recipient to a client
/// that has authenticated. It knows nothing else that opens a relay: no networks, no "everyone".
///
/// Settings: `local`, domains whose mailboxes are here; `relay`, domains that are passed on to
/// their own hosts; `routing-characters`, `refuse` or `allow`, for local parts such as
/// `user%elsewhere.example` that a host behind us might send on.
public final class RelayRules implements SmtpPlugin {
  private static final String ROUTING_CHARACTERS = "routing-characters";

  /// Called by the loader.
  public RelayRules() {}

  @Override
  public String name() {
    return "relay";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Domains local = Domains.read(settings, "local");
    Domains relay = Domains.read(settings, "relay");
    boolean refuseRouting = refuseRouting(settings);
    host.onRelay(
        Answer.pure(recipient -> {
          if (recipient.mail().isAuthenticated()) {
            return Relay.ALLOW; // RFC 6409 §3.3
          }
          if (!local.has(recipient.mailbox().domain())
              && !relay.has(recipient.mailbox().domain())) {
            return Relay.PASS;
          }
          return refuseRouting && recipient.mailbox().local().namesAnotherHop()
              ? Relay.DENY
              : Relay.ALLOW;
        }));
  }

  private static boolean refuseRouting(Settings settings) {
    return switch (settings.text(ROUTING_CHARACTERS, "refuse")) {
      case "refuse" -> true;
      case "allow" -> false;
      default -> throw settings.wrong(ROUTING_CHARACTERS, "has to be \"refuse\" or \"allow\"");
    };
  }
}
