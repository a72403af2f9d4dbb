// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.net.InetSocketAddress;
import org.postrider.delivery.secure.Demand;

/// A host and one of its addresses, and what it has to fulfil.
record Endpoint(String name, InetSocketAddress address, Demand demand) {
  /// The name that logs and metrics use: `name[address]:port`.
  String hop() {
    return name + "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
  }

  /// What a session over `tls` (protocol and cipher, or `""`) has fulfilled, in a word.
  String security(String tls) {
    return tls.isEmpty() ? "none" : demand.word();
  }

  Endpoint withoutTls() {
    return new Endpoint(name, address, Demand.Plain.NONE);
  }
}
