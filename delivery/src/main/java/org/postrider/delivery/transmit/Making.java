// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.Patience;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.protocol.sender.Terms;
import org.postrider.smtp.wire.ClientTls;

/// What a [Link] is made with; `nonce` is `""` where nobody has to be proved.
record Making(
    Endpoint endpoint,
    Terms terms,
    String nonce,
    ClientTls tls,
    Patience patience,
    Duration idle,
    Connections connections,
    InstantSource clock) {
  /// What does TLS on a connection.
  SslHandler handler(ByteBufAllocator allocator) {
    return tls.handler(
        allocator,
        endpoint.name(),
        endpoint.port(),
        endpoint.demand().byAuthorities(),
        patience.connect());
  }

  /// Why what the host has shown of itself in a handshake will not do; null where it will.
  @Nullable Reply refusal(SSLSession agreed) {
    List<X509Certificate> shown = new ArrayList<>();
    try {
      for (Certificate each : agreed.getPeerCertificates()) {
        if (each instanceof X509Certificate certificate) {
          shown.add(certificate);
        }
      }
    } catch (SSLPeerUnverifiedException _) {
      shown.clear(); // it has shown nothing
    }
    return endpoint.demand().refusal(shown, clock.instant());
  }

  /// How long the host may take at a stage.
  Duration patience(Stage stage) {
    return switch (stage) {
      case GREETING -> patience.greeting();
      case DATA -> patience.dataInitiation();
      case CONTENT -> patience.dataEnd();
      default -> patience.command();
    };
  }
}
