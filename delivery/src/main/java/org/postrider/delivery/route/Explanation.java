// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postrider.delivery.Route;

/// A way that was found, in words for an operator.
///
/// @param route which of the configured routes holds, in words
/// @param routing what came of it
record Explanation(String route, Routing routing) {

  /// Step by step, each a name, a colon and what is so.
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add("route: " + route);
    switch (routing) {
      case Routing.Hosts hosts -> hosts(steps, hosts);
      case Routing.Files files -> steps.add("maildir: below " + files.directory());
      case Routing.Nowhere _ -> steps.add("discard: it is thrown away");
      case Routing.Unroutable none ->
          steps.add((none.reply().isPermanent() ? "never: " : "not now: ") + none.reply());
    }
    return steps;
  }

  private static void hosts(List<String> steps, Routing.Hosts hosts) {
    hosts.exchangers().stream()
        .sorted(Comparator.comparingInt(Routing.Exchanger::preference))
        .forEach(each ->
            steps.add(
                "host: "
                    + each.preference()
                    + " "
                    + each.name()
                    + " at "
                    + each.addresses().stream()
                        .map(one -> one.getAddress().getHostAddress() + " port " + one.getPort())
                        .collect(Collectors.joining(", "))));
    steps.add("protocol: " + (hosts.lmtp() ? "LMTP" : "SMTP") + ", TLS " + tls(hosts.tls()));
    if (hosts.credentials() != null) {
      steps.add("authenticates as: " + hosts.credentials().name());
    }
  }

  private static String tls(Route.Tls tls) {
    return switch (tls) {
      case NONE -> "never";
      case MAY -> "where it is offered, whatever the certificate";
      case ENCRYPT -> "always, whatever the certificate";
      case VERIFY -> "always, with a certificate that is valid for the host's name";
      case IMPLICIT -> "from the first octet, with a certificate that is valid for the host's name";
    };
  }
}
