// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.postrider.smtp.server.sasl.Channel;
import org.postrider.smtp.wire.ChannelBinding;
import org.postrider.smtp.wire.ServerWire;

/// A connection's TLS session, for authentications that are tied to it; empty in the clear.
record TlsChannel(Optional<SSLSession> session) implements Channel {
  static TlsChannel of(ServerWire wire) {
    return new TlsChannel(wire.session());
  }

  @Override
  public boolean isBindable() {
    return session.filter(ChannelBinding::isPossible).isPresent();
  }

  @Override
  public Optional<byte[]> binding(String type) {
    return switch (type) {
      case ChannelBinding.EXPORTER -> session.flatMap(ChannelBinding::exporter);
      case ChannelBinding.END_POINT -> session.flatMap(ChannelBinding::endPoint);
      default -> Optional.empty();
    };
  }
}
