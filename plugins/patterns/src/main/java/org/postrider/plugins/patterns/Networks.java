// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.patterns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Settings;
import org.postrider.smtp.protocol.address.Network;

/// Some networks. Immutable.
public record Networks(List<Network> all) {
  /// Copies the list.
  public Networks {
    all = List.copyOf(all);
  }

  /// Reads a list of the settings; throws a [org.postrider.plugins.api.SettingsException].
  public static Networks read(Settings settings, String key, List<String> absent) {
    List<Network> networks = new ArrayList<>();
    for (String text : settings.texts(key, absent)) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        throw settings.wrong(key, String.valueOf(e.getMessage()));
      }
    }
    return new Networks(networks);
  }

  /// Whether an address is in one of them.
  public boolean has(InetAddress address) {
    return all.stream().anyMatch(each -> each.has(address));
  }
}
