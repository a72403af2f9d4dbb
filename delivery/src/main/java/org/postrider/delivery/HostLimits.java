// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.util.List;

/// Limits for some next hops, whatever mail goes there.
///
/// @param hosts names in lower case; `*.example.org` means all below it
/// @param limits of each next hop with such a host
public record HostLimits(List<String> hosts, HopLimits limits) {
  /// Copies the list.
  public HostLimits {
    hosts = List.copyOf(hosts);
  }

  /// Whether they hold for a next hop because of this host of it.
  boolean hold(String host) {
    return hosts.stream()
        .anyMatch(
            each -> each.startsWith("*.") ? host.endsWith(each.substring(1)) : host.equals(each));
  }
}
