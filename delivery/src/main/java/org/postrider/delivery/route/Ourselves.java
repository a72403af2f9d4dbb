// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;

/// Which hosts are this one, so that mail is not sent in a circle. Immutable.
///
/// @rfc 5321 §5.1
record Ourselves(String hostname, List<InetSocketAddress> listening) {

  /// Whether a host of this name and these addresses is us.
  boolean isHost(String name, List<? extends SocketAddress> addresses) {
    return name.equalsIgnoreCase(hostname) || addresses.stream().anyMatch(this::isAddress);
  }

  private boolean isAddress(SocketAddress somewhere) {
    if (!(somewhere instanceof InetSocketAddress there)) {
      return false;
    }
    for (InetSocketAddress here : listening) {
      if (here.getPort() == there.getPort()
          && (here.getAddress().equals(there.getAddress())
              || (here.getAddress().isAnyLocalAddress() && isLocal(there.getAddress())))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLocal(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false; // an address that no interface can be asked about is not ours
    }
  }
}
