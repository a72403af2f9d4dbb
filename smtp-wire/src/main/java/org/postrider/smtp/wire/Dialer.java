// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Opens connections on the loops of a [Transport]. Any thread.
public final class Dialer {
  private final Bootstrap bootstrap;

  /// A dialer that gives up a connection after `patience`.
  public Dialer(Transport transport, Duration patience) {
    bootstrap =
        new Bootstrap()
            .group(transport.loops())
            .channel(transport.connecting())
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()));
  }

  /// Begins to connect; `handler` is the first in the pipeline.
  public ChannelFuture dial(InetSocketAddress address, ChannelHandler handler) {
    return bootstrap.clone().handler(handler).connect(address);
  }
}
