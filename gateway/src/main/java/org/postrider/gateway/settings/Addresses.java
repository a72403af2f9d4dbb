// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.delivery.Route;

/// Hosts and ports as they stand in the configuration. Nothing here asks DNS.
final class Addresses {
  private static final Pattern WEIGHTED = Pattern.compile("(\\S+) weight ([1-9][0-9]{0,3})");
  private static final String LOCAL = "unix:/";
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_-]+)*\\.?");
  private static final int HIGHEST_PORT = 65_535;

  private Addresses() {}

  /// Where to listen: an address, `*` or `localhost`, and a port.
  static Optional<InetSocketAddress> listening(String text) {
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches() || matcher.group(3) == null) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String host = host(matcher);
    if (port > HIGHEST_PORT) {
      return Optional.empty();
    }
    return switch (host) {
      case "*" -> Optional.of(new InetSocketAddress(port));
      case "localhost" ->
          Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      default -> literal(host).map(address -> new InetSocketAddress(address, port));
    };
  }

  /// A numeric address, with a port or `absent`.
  static Optional<InetSocketAddress> numeric(String text, int absent) {
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches()) {
      return literal(text).map(address -> new InetSocketAddress(address, absent));
    }
    return port(matcher, absent)
        .flatMap(
            port -> literal(host(matcher)).map(address -> new InetSocketAddress(address, port)));
  }

  /// A name or numeric address, with a port or `absent`, or a socket of this machine; with a weight
  /// or none.
  static Optional<Route.Address> hop(String text, int absent) {
    Matcher weighted = WEIGHTED.matcher(text);
    if (!weighted.matches()) {
      return place(text, absent);
    }
    int weight = Integer.parseInt(weighted.group(2));
    return place(weighted.group(1), absent)
        .map(place -> new Route.Address(place.host(), place.port(), weight));
  }

  private static Optional<Route.Address> place(String text, int absent) {
    if (text.startsWith(LOCAL)) {
      return Optional.of(new Route.Address(text.substring(LOCAL.length() - 1), 0));
    }
    Matcher matcher = WITH_PORT.matcher(text);
    if (!matcher.matches()) {
      return literal(text).map(_ -> new Route.Address(text, absent));
    }
    String host = host(matcher);
    boolean right =
        matcher.group(1) == null ? NAME.matcher(host).matches() : literal(host).isPresent();
    return port(matcher, absent).filter(_ -> right).map(port -> new Route.Address(host, port));
  }

  private static String host(Matcher matcher) {
    String literal = matcher.group(1);
    return literal == null ? matcher.group(2) : literal;
  }

  private static Optional<Integer> port(Matcher matcher, int absent) {
    int port = matcher.group(3) == null ? absent : Integer.parseInt(matcher.group(3));
    return port < 1 || port > HIGHEST_PORT ? Optional.empty() : Optional.of(port);
  }

  /// A numeric address.
  static Optional<InetAddress> literal(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      boolean scoped = address instanceof Inet6Address && text.contains("%");
      return scoped ? Optional.empty() : Optional.of(address);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not an address; the caller says what was wanted
    }
  }
}
