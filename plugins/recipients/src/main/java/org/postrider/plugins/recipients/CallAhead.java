// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.daemons.Daemon;

/// Asks the host that mail goes to next, as if there were a message, and ends before there is one.
/// Each question has a connection of its own.
///
/// @param name by which we greet; `""` for our address
record CallAhead(Daemon hosts, String name) implements Source {
  private static final int CONNECTIONS = 4;

  static CallAhead read(Host host, String prefix) {
    return new CallAhead(
        Daemon.read(host, prefix, List.of(), CONNECTIONS),
        host.settings().text(prefix + "hello", ""));
  }

  @Override
  public boolean knows(Recipient recipient) throws IOException, InterruptedException {
    String greeting = name.isEmpty() ? literal(recipient.mail().hello().connection()) : name;
    return hosts.ask(line -> new Interview(line).isTaken(greeting, recipient.mailbox()));
  }

  /// The address that the client has reached us at. RFC 5321 §4.1.3
  private static String literal(Connection connection) {
    InetAddress address = connection.server().getAddress();
    String digits = address.getHostAddress();
    int scope = digits.indexOf('%');
    return "["
        + (address instanceof Inet6Address ? "IPv6:" : "")
        + (scope < 0 ? digits : digits.substring(0, scope))
        + "]";
  }
}
