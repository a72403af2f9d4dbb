// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ClientSession;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hearsay;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.wire.ProxyHeader;

/// A connection as it is seen after trusted hosts have said something of the client. Pure
/// functions.
final class Introduction {
  /// Nobody has it, so nobody who has it is trusted.
  private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

  private Introduction() {}

  /// After the header of a proxy, which is the other end of the connection.
  static Connection byProxy(Connection connection, ProxyHeader header) {
    String proxy = connection.client().getAddress().getHostAddress();
    ProxyHeader.Ends ends = header.ends();
    return with(
        connection,
        ends == null ? connection.client() : ends.client(),
        ends == null ? connection.server() : ends.server(),
        new Hearsay(proxy, header.tls(), "", "", Map.of()));
  }

  /// After XCLIENT with attributes that are right, from the client that `by` shows; what is not
  /// said stays as it was said before.
  static Connection byXclient(
      Connection connection, Connection by, Map<String, String> said, ClientSession session) {
    Hearsay before = connection.hearsay();
    Hearsay now =
        new Hearsay(
            before.proxy(),
            before.proxyTls(),
            by.client().getAddress().getHostAddress(),
            said.getOrDefault("NAME", said.containsKey("ADDR") ? "" : before.name()),
            Map.of());
    Connection seen =
        with(
            connection,
            end(connection.client(), said.get("ADDR"), said.get("PORT")),
            end(connection.server(), said.get("DESTADDR"), said.get("DESTPORT")),
            now);
    return new Connection(
        seen.listener(), seen.kind(), seen.client(), seen.server(), seen.tls(), session, now);
  }

  /// After XFORWARD; what is not said stays, and what is not known goes.
  static Connection byXforward(Connection connection, Map<String, String> said) {
    Map<String, String> all = new HashMap<>(connection.hearsay().forwarded());
    said.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    all.values().removeIf(String::isEmpty);
    return forwarded(connection, all);
  }

  /// After the message that XFORWARD was about.
  static Connection withoutForwarded(Connection connection) {
    return forwarded(connection, Map.of());
  }

  /// Under TLS.
  static Connection secured(Connection connection, String tls, ClientSession session) {
    return new Connection(
        connection.listener(),
        connection.kind(),
        connection.client(),
        connection.server(),
        tls,
        session,
        connection.hearsay());
  }

  private static Connection forwarded(Connection connection, Map<String, String> attributes) {
    Hearsay said = connection.hearsay();
    return with(
        connection,
        connection.client(),
        connection.server(),
        new Hearsay(said.proxy(), said.proxyTls(), said.xclient(), said.name(), attributes));
  }

  private static Connection with(
      Connection connection, InetSocketAddress client, InetSocketAddress server, Hearsay hearsay) {
    return new Connection(
        connection.listener(),
        connection.kind(),
        client,
        server,
        connection.tls(),
        connection.session(),
        hearsay);
  }

  private static InetSocketAddress end(
      InetSocketAddress before, @Nullable String address, @Nullable String port) {
    int number = port == null ? before.getPort() : port.isEmpty() ? 0 : Integer.parseInt(port);
    return new InetSocketAddress(address == null ? before.getAddress() : address(address), number);
  }

  private static InetAddress address(String text) {
    if (text.isEmpty()) {
      return UNKNOWN;
    }
    return switch (Domain.of("[" + text + "]")) {
      case Domain.Literal4 literal -> literal.address();
      case Domain.Literal6 literal -> literal.address();
      default -> UNKNOWN; // the receiver lets none pass
    };
  }
}
