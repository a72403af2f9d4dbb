// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a proxy says of a connection that it hands on (PROXY protocol, version 1 or 2). Immutable.
///
/// @param ends where it comes from; null where the proxy speaks for itself, as in a check of its
///   own, or does not know
/// @param tls what TLS the client uses on its way to the proxy, such as `TLSv1.3
///   ECDHE-RSA-AES128-GCM-SHA256`, with the name in its certificate where the proxy has verified
///   one; `""` for none, or where nothing is said
public record ProxyHeader(@Nullable Ends ends, String tls) {
  /// PP2_SUBTYPE_SSL_CIPHER, which the decoder has no name for.
  private static final byte CIPHER = 0x23;

  /// Where the client is, and where it reached the proxy.
  public record Ends(InetSocketAddress client, InetSocketAddress server) {}

  /// Throws `IllegalArgumentException` where the addresses are none of a TCP connection.
  static ProxyHeader of(HAProxyMessage message) {
    return switch (message.proxiedProtocol()) {
      case TCP4, TCP6 ->
          new ProxyHeader(
              new Ends(
                  end(message.sourceAddress(), message.sourcePort()),
                  end(message.destinationAddress(), message.destinationPort())),
              tls(message.tlvs()));
      case UNKNOWN, UNIX_STREAM -> new ProxyHeader(null, "");
      case UDP4, UDP6, UNIX_DGRAM ->
          throw new IllegalArgumentException("no SMTP comes over " + message.proxiedProtocol());
    };
  }

  private static InetSocketAddress end(String address, int port) {
    if (address.indexOf('%') >= 0) {
      throw new IllegalArgumentException("a scope means nothing on another machine");
    }
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static String tls(List<HAProxyTLV> fields) {
    for (HAProxyTLV field : fields) {
      if (field instanceof HAProxySSLTLV tls && tls.isPP2ClientSSL()) {
        return tls(tls);
      }
    }
    return "";
  }

  private static String tls(HAProxySSLTLV field) {
    String version = "TLS";
    String cipher = "";
    String name = "";
    for (HAProxyTLV part : field.encapsulatedTLVs()) {
      String text = part.content().toString(StandardCharsets.UTF_8);
      switch (part.type()) {
        case PP2_TYPE_SSL_VERSION -> version = text;
        case PP2_TYPE_SSL_CN -> name = text;
        default -> cipher = part.typeByteValue() == CIPHER ? " " + text : cipher;
      }
    }
    boolean shown = field.isPP2ClientCertConn() || field.isPP2ClientCertSess();
    boolean verified = shown && field.verify() == 0 && !name.isEmpty();
    return version + cipher + (verified ? ", verified CN=" + name : "");
  }
}
