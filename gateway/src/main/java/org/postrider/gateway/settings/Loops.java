// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.delivery.Route;

/// Finds local domains without a route. Their mail would go to their mail exchanger, which is this
/// gateway, and come back.
final class Loops {
  private static final String PLUGIN = "relay";
  private static final String KEY = "local";

  private Loops() {}

  static List<Problem> in(List<GatewaySettings.PluginBlock> plugins, List<Route> routes) {
    List<Problem> problems = new ArrayList<>();
    for (GatewaySettings.PluginBlock plugin : plugins) {
      if (plugin.name().equals(PLUGIN)) {
        problems.addAll(in(plugin.settings(), routes));
      }
    }
    return problems;
  }

  private static List<Problem> in(Block block, List<Route> routes) {
    List<Problem> problems = new ArrayList<>();
    for (String text : block.listed(KEY)) {
      Optional<String> domain = RouteReader.domain(text);
      if (domain.isPresent() && routes.stream().noneMatch(each -> fits(each, domain.get()))) {
        problems.add(
            block.problem(
                KEY,
                "\""
                    + Shown.escaped(text)
                    + "\" has no [[route]], so its mail would come back here"));
      }
    }
    return problems;
  }

  private static boolean fits(Route route, String domain) {
    return route.domains().stream()
        .anyMatch(each ->
            each.equals(domain)
                || each.equals("*")
                || (each.startsWith("*.") && domain.endsWith(each.substring(1))));
  }
}
