// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.Listening;
import org.postrider.smtp.wire.ServerWire;
import org.postrider.smtp.wire.Transport;

/// One open listening socket. Its terms may change; sessions that have begun keep theirs. Any
/// thread but an event loop.
final class Listener {
  private static final int BACKLOG = 4_096;

  /// Small, since most of what clients send is: idle connections hold no buffer at all.
  private static final AdaptiveRecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(512, 2_048, 64 << 10);

  private static final WriteBufferWaterMark WRITES = new WriteBufferWaterMark(16 << 10, 64 << 10);

  private final Premises premises;
  private final InetSocketAddress asked;
  private final Channel channel;
  private volatile Terms terms;

  private Listener(Transport transport, Premises premises, Terms terms) throws IOException {
    this.premises = premises;
    this.terms = terms;
    asked = terms.listener().address();
    channel = bound(transport);
  }

  /// Binds it; throws `IOException` that names listener and address.
  static Listener open(Transport transport, Premises premises, Terms terms) throws IOException {
    return new Listener(transport, premises, terms);
  }

  private Channel bound(Transport transport) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.loops())
            .channel(transport.listening())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITES)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    begin(client);
                  }
                });
    ChannelFuture binding = bootstrap.bind(asked).awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause != null) {
      ListenerSettings listener = terms.listener();
      throw new IOException(
          "listener "
              + listener.name()
              + " cannot listen on "
              + text(asked)
              + ": "
              + cause.getMessage(),
          cause);
    }
    return binding.channel();
  }

  private static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String name = host == null ? address.getHostString() : host.getHostAddress();
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort();
  }

  private void begin(SocketChannel client) {
    if (client.remoteAddress() == null || client.localAddress() == null) {
      client.close(); // gone already
      return;
    }
    ServerWire wire = new ServerWire(client);
    wire.to(new Session(wire, premises, terms));
    client.pipeline().addLast(wire);
  }

  /// Whether it would listen where `settings` says.
  boolean isFor(ListenerSettings settings) {
    return asked.equals(settings.address())
        && (asked.getPort() != 0 || terms.listener().name().equals(settings.name()));
  }

  /// Lets sessions that begin from now on have other terms.
  void change(Terms other) {
    terms = other;
  }

  Listening listening() {
    ListenerSettings settings = terms.listener();
    return new Listening(
        settings.name(), settings.kind(), (InetSocketAddress) channel.localAddress());
  }

  /// Takes no more connections.
  void close() {
    channel.close().awaitUninterruptibly();
  }
}
