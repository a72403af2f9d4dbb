// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens connections on the loops of a [Transport]. Any thread.
public final class Dialer {
  private final Transport transport;
  private final Bootstrap bootstrap;

  /// A dialer that gives up a connection after `patience`.
  public Dialer(Transport transport, Duration patience) {
    this.transport = transport;
    bootstrap =
        new Bootstrap()
            .group(transport.loops())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()));
  }

  /// Begins to connect to an address of the net, from `source` where that is not null, or to a
  /// socket of this machine; `handler` is the first in the pipeline.
  public ChannelFuture dial(
      SocketAddress address, @Nullable InetAddress source, ChannelHandler handler) {
    Bootstrap dialing = bootstrap.clone().handler(handler);
    if (address instanceof UnixDomainSocketAddress local) {
      return dialing.channel(transport.connectingLocally()).connect(transport.local(local));
    }
    dialing.channel(transport.connecting()).option(ChannelOption.SO_KEEPALIVE, true);
    return source == null
        ? dialing.connect(address)
        : dialing.connect(address, new InetSocketAddress(source, 0));
  }
}
