// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/// The event loops that carry all connections, in and out, and the kinds of channel that fit them:
/// epoll where the machine has it, else NIO. Any thread.
public final class Transport implements AutoCloseable {
  private final EventLoopGroup loops;
  private final boolean epoll;

  private Transport(EventLoopGroup loops, boolean epoll) {
    this.loops = loops;
    this.epoll = epoll;
  }

  /// Starts `threads` event loops.
  public static Transport open(int threads) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new Transport(
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("wire"), factory), epoll);
  }

  /// The loops; whoever uses them must not block them.
  public EventLoopGroup loops() {
    return loops;
  }

  /// Whether the thread that asks is one of the loops.
  public boolean isLoop() {
    for (EventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /// The kind of listening channel.
  public Class<? extends ServerChannel> listening() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /// The kind of connecting channel.
  public Class<? extends SocketChannel> connecting() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /// The kind of channel to a socket of this machine.
  Class<? extends DuplexChannel> connectingLocally() {
    return epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
  }

  /// The address of a socket of this machine as that kind of channel takes it.
  SocketAddress local(UnixDomainSocketAddress address) {
    return epoll ? new DomainSocketAddress(address.getPath().toFile()) : address;
  }

  /// Ends the loops, within two seconds.
  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
