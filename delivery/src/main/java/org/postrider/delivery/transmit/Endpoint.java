// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.postrider.delivery.secure.Demand;

/// A host and one of its addresses, and what it has to fulfil.
record Endpoint(String name, SocketAddress address, Demand demand) {
  /// The name that logs and metrics use: `name[address]:port`, or the path of a socket.
  String hop() {
    return address instanceof InetSocketAddress inet
        ? name + "[" + inet.getAddress().getHostAddress() + "]:" + inet.getPort()
        : name;
  }

  /// The port, or 0 for a socket of this machine.
  int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /// What a session over `tls` (protocol and cipher, or `""`) has fulfilled, in a word.
  String security(String tls) {
    return tls.isEmpty() ? "none" : demand.word();
  }

  /// Whether it is for mail whose sender wants TLS all the way.
  boolean isAllTheWay() {
    return demand instanceof Demand.AllTheWay;
  }

  Endpoint withoutTls() {
    return new Endpoint(name, address, Demand.Plain.NONE);
  }
}
