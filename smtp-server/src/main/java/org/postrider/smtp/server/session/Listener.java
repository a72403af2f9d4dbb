// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.Listening;
import org.postrider.smtp.wire.Transport;

/// One open listening socket. Its terms may change; sessions that have begun keep theirs. Any
/// thread but an event loop.
final class Listener {
  private static final int BACKLOG = 4_096;

  /// Small, since most of what clients send is: idle connections hold no buffer at all.
  private static final AdaptiveRecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(512, 2_048, 64 << 10);

  private static final WriteBufferWaterMark WRITES = new WriteBufferWaterMark(16 << 10, 64 << 10);

  private final Reception reception;
  private final InetSocketAddress asked;
  private final Channel channel;

  private Listener(Transport transport, Premises premises, Terms terms) throws IOException {
    reception = new Reception(premises, terms);
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
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITES)
            .childHandler(reception);
    ChannelFuture binding = bootstrap.bind(asked).awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause != null) {
      ListenerSettings listener = settings();
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

  /// Whether it would listen where `settings` says.
  boolean isFor(ListenerSettings settings) {
    return asked.equals(settings.address())
        && (asked.getPort() != 0 || settings().name().equals(settings.name()));
  }

  /// Whether it keeps others from listening where `settings` says: a port of one address cannot be
  /// had beside the same port of all addresses.
  boolean isInTheWayOf(ListenerSettings settings) {
    return asked.getPort() != 0 && asked.getPort() == settings.address().getPort();
  }

  /// Another one where this one listened before it was closed.
  Listener again(Transport transport, Premises premises) throws IOException {
    return open(transport, premises, reception.terms());
  }

  /// Lets sessions that begin from now on have other terms.
  void change(Terms other) {
    reception.change(other);
  }

  private ListenerSettings settings() {
    return reception.terms().listener();
  }

  Listening listening() {
    ListenerSettings settings = settings();
    return new Listening(
        settings.name(), settings.kind(), (InetSocketAddress) channel.localAddress());
  }

  /// Takes no more connections.
  void close() {
    channel.close().awaitUninterruptibly();
  }
}
