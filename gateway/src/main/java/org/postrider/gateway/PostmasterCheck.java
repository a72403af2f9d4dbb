// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.PolicySet.Asked;

/// Whether anyone may write to the postmaster, as the plug-ins say before any client asks. Only
/// those are asked whose answers are pure; where another might allow it, nothing is known.
///
/// @rfc 5321 §4.5.1
final class PostmasterCheck {
  private PostmasterCheck() {}

  /// A sentence where mail for the postmaster is going to be refused, or nothing.
  static List<String> warnings(GatewaySettings settings, PolicySet policies) {
    if (mayBeWrittenTo(stranger(settings), policies.relay())) {
      return List.of();
    }
    return List.of(
        "mail for the postmaster, "
            + settings.postmaster()
            + ", is going to be refused: no plug-in allows its domain (see the key postmaster)");
  }

  private static boolean mayBeWrittenTo(Recipient recipient, List<Asked<Recipient, Relay>> asked) {
    boolean allowed = false;
    for (Asked<Recipient, Relay> each : asked) {
      if (each.guard().shadow()) {
        continue;
      }
      if (!each.answer().isPure()) {
        return true;
      }
      Relay answer = answer(each, recipient);
      if (answer == Relay.DENY) {
        return false;
      }
      allowed |= answer == Relay.ALLOW;
    }
    return allowed;
  }

  private static Relay answer(Asked<Recipient, Relay> asked, Recipient recipient) {
    try {
      return asked.answer().to(recipient);
    } catch (Exception e) {
      return Relay.PASS; // it would fail for a client too, and that is never an allowance
    }
  }

  /// The postmaster, as a recipient of mail from a client that nobody knows.
  private static Recipient stranger(GatewaySettings settings) {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Connection connection = new Connection("mx", ListenerKind.MX, nowhere, nowhere, "");
    Hello hello = new Hello(connection, settings.hostname(), true);
    Mail mail = new Mail(hello, "", "", ReversePath.NULL, 0, Map.of());
    return new Recipient(mail, settings.postmaster(), Map.of());
  }
}
