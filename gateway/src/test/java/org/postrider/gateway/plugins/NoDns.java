// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.postrider.plugins.api.Lookup;

/// DNS in which nothing exists.
final class NoDns implements Lookup {
  @Override
  public List<InetAddress> addresses(String name) {
    return List.of();
  }

  @Override
  public List<Inet4Address> addresses4(String name) {
    return List.of();
  }

  @Override
  public List<String> texts(String name) {
    return List.of();
  }

  @Override
  public List<String> names(InetAddress address) {
    return List.of();
  }

  @Override
  public List<String> exchangers(String name) {
    return List.of();
  }
}
