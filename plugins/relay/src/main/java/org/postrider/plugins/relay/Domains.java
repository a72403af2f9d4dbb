// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postrider.plugins.api.Settings;
import org.postrider.smtp.protocol.address.Domain;

/// A set of domains: each by itself, or as `*.example.org` everything below it but not itself.
/// Address literals are in it only where they are listed. Immutable.
record Domains(Set<String> exact, Set<String> parents) {
  private static final String BELOW = "*.";

  /// Reads a list of the configuration; throws `SettingsException`.
  static Domains read(Settings settings, String key) {
    Set<String> exact = new HashSet<>();
    Set<String> parents = new HashSet<>();
    for (String text : settings.texts(key, List.of())) {
      boolean below = text.startsWith(BELOW);
      Domain domain;
      try {
        domain = Domain.of(below ? text.substring(BELOW.length()) : text);
      } catch (IllegalArgumentException e) {
        throw settings.wrong(
            key, "\"" + text + "\" is not a domain, nor *. before a domain: " + e.getMessage());
      }
      if (below && !(domain instanceof Domain.Name)) {
        throw settings.wrong(key, "\"" + text + "\": nothing is below an address");
      }
      (below ? parents : exact).add(domain.key());
    }
    return new Domains(Set.copyOf(exact), Set.copyOf(parents));
  }

  boolean has(Domain domain) {
    String key = domain.key();
    return exact.contains(key) || (domain instanceof Domain.Name && isBelow(key));
  }

  private boolean isBelow(String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      if (parents.contains(key.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }
}
