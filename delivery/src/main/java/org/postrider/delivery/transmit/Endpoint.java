// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.net.InetSocketAddress;
import org.postrider.delivery.Route;

/// A host and one of its addresses, and how it is to be spoken to.
record Endpoint(String name, InetSocketAddress address, Route.Tls tls) {
  /// The name that logs and metrics use: `name[address]:port`.
  String hop() {
    return name + "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
  }

  boolean verifies() {
    return tls == Route.Tls.VERIFY || tls == Route.Tls.IMPLICIT;
  }

  Endpoint withoutTls() {
    return new Endpoint(name, address, Route.Tls.NONE);
  }
}
