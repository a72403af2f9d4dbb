// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// A connection without a socket, and a client's side of the session over it: what is said goes
/// through the server's pipeline in the call, and so does its answer. For one thread.
final class Pipe extends EmbeddedChannel implements SocketChannel {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

  /// Options that a socket has are kept here, and mean nothing.
  private final SocketChannelConfig config = new DefaultSocketChannelConfig(this, new Socket());

  private Pipe(ChannelHandler server) {
    super(builder().register(false).handlers(server));
  }

  /// Connects to what `server` puts into the pipeline, and greets.
  static Pipe open(ChannelHandler server) throws IOException {
    var pipe = new Pipe(server);
    try {
      pipe.register();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    pipe.expect('2');
    pipe.say(Conversation.EHLO, '2');
    return pipe;
  }

  /// One transaction.
  void message(byte[] body) throws IOException {
    say(Conversation.MAIL, '2');
    say(Conversation.RCPT, '2');
    say(Conversation.DATA, '3');
    writeInbound(Unpooled.wrappedBuffer(body));
    say(Conversation.END, '2');
  }

  /// Says QUIT and sees the server hang up.
  void quit() throws IOException {
    say(Conversation.QUIT, '2');
    if (isOpen()) {
      throw new IOException("still open after QUIT");
    }
  }

  private void say(byte[] command, char kind) throws IOException {
    writeInbound(Unpooled.wrappedBuffer(command));
    expect(kind);
  }

  private void expect(char kind) throws IOException {
    @Nullable ByteBuf reply = readOutbound();
    if (reply == null) {
      throw new IOException("no answer");
    }
    try {
      if (reply.getByte(reply.readerIndex()) != kind) {
        throw new IOException("not " + kind + ": " + reply.toString(US_ASCII));
      }
    } finally {
      reply.release();
    }
  }

  @Override
  public SocketChannelConfig config() {
    return config;
  }

  @Override
  public @Nullable ServerSocketChannel parent() {
    return null;
  }

  @Override
  public InetSocketAddress localAddress() {
    return SERVER;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return CLIENT;
  }

  @Override
  public boolean isInputShutdown() {
    return !isOpen();
  }

  @Override
  public boolean isOutputShutdown() {
    return !isOpen();
  }

  @Override
  public boolean isShutdown() {
    return !isOpen();
  }

  @Override
  public ChannelFuture shutdown() {
    return close();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  public ChannelFuture shutdownInput() {
    return close();
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return close();
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    return close(promise);
  }
}
