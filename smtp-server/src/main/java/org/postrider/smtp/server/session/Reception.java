// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.wire.ServerTls;
import org.postrider.smtp.wire.ServerWire;
import org.postrider.smtp.wire.TlsSettings;

/// Meets the clients of one listener: puts a wire and a session at the end of each one's channel.
/// The terms may change; sessions that have begun keep theirs. Any thread.
public final class Reception extends ChannelInitializer<SocketChannel> {
  private final Premises premises;
  private volatile Terms terms;

  Reception(Premises premises, Terms terms) {
    this.premises = premises;
    this.terms = terms;
  }

  /// A reception without a listener, for channels that come from elsewhere. Throws `IOException`
  /// where the certificate cannot be read.
  public static Reception open(
      ServerSettings settings, ListenerSettings listener, PolicySet policies, ServerParts parts)
      throws IOException {
    TlsSettings certificate = settings.tls();
    ServerTls tls = certificate == null ? null : ServerTls.open(certificate);
    Terms terms =
        Terms.of(settings, listener, Policy.of(policies, parts.watch()), tls, parts.clock());
    return new Reception(new Premises(parts, settings.auth()), terms);
  }

  @Override
  protected void initChannel(SocketChannel client) {
    if (client.remoteAddress() == null || client.localAddress() == null) {
      client.close(); // gone already
      return;
    }
    Terms now = entered();
    if (now == null) {
      client.close(); // the listener has gone
      return;
    }
    client.closeFuture().addListener(_ -> now.policy().leave());
    ServerWire wire = new ServerWire(client);
    wire.to(new Session(wire, premises, now));
    client.pipeline().addLast(wire);
  }

  /// The terms, whose policy has let a session in; null where there are none any more.
  private @Nullable Terms entered() {
    Terms now = terms;
    while (!now.policy().enter()) {
      if (now.equals(terms)) {
        return null;
      }
      now = terms;
    }
    return now;
  }

  Terms terms() {
    return terms;
  }

  /// Lets sessions that begin from now on have other terms.
  void change(Terms other) {
    terms = other;
  }
}
