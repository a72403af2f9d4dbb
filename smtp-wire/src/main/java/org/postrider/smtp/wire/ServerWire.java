// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.reply.ReplyWriter;
import org.postrider.smtp.protocol.stream.ContentFramer;
import org.postrider.smtp.protocol.stream.LineFramer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection, as a server sees it: hands lines and content to a [ServerDialogue] in
/// order and takes its replies. The last handler of a channel's pipeline; all methods are for the
/// channel's event loop.
///
/// The dialogue sets the pace. After [#hold] nothing more is handed over, and soon nothing more is
/// read, until [#go]; the same holds while the client does not take our replies. Replies to
/// commands that came together leave together (RFC 2920 §3.2).
public final class ServerWire extends ChannelInboundHandlerAdapter {
  /// Octets thrown away after a last reply, so that the client can read it before the connection is
  /// torn down.
  private static final int MOST_DRAINED = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ServerWire.class);

  private final SocketChannel channel;
  private final Replies replies;
  private final LineFramer framer = new LineFramer(LineFramer.COMMAND_OCTETS);
  private final LineFramer.Lines lines = new Lines();
  private @Nullable ServerDialogue dialogue;
  private @Nullable ContentFramer content;
  private @Nullable ByteBuf unread;
  private @Nullable ServerTls securing;
  private @Nullable Reply readyForTls;
  private int drained;
  private boolean held;
  private boolean working;
  private String mute = "";
  private boolean closing;
  private boolean lingering;
  private boolean ended;

  /// A wire for a channel, to be [connected][#to] to a dialogue before anything is read.
  public ServerWire(SocketChannel channel) {
    this.channel = channel;
    replies = new Replies(channel);
  }

  /// Connects the wire to who listens.
  public void to(ServerDialogue listener) {
    dialogue = listener;
  }

  /// Where the client is.
  public InetSocketAddress client() {
    return channel.remoteAddress();
  }

  /// Where it reached us.
  public InetSocketAddress server() {
    return channel.localAddress();
  }

  /// The event loop.
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /// Protocol and cipher in use, or `""` in the clear.
  public String tls() {
    return session().map(used -> used.getProtocol() + " " + used.getCipherSuite()).orElse("");
  }

  /// The TLS session; empty in the clear.
  public Optional<SSLSession> session() {
    return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
        .map(handler -> handler.engine().getSession());
  }

  /// Whether [#close] was called.
  public boolean isClosing() {
    return closing;
  }

  /// Sends a reply, together with others where there are more commands at hand.
  public void say(Reply reply) {
    say(ReplyWriter.octets(reply));
  }

  /// As [#say(Reply)], of a reply that was written before.
  public void say(byte[] reply) {
    if (!closing) {
      replies.add(reply);
    }
  }

  /// From the next octet on, content comes, up to the end that `framer` finds, which is still to
  /// come.
  public void receiveContent(ContentFramer framer) {
    content = framer;
  }

  /// Takes lines as long as AUTH needs them, or no longer than commands.
  public void takeLongLines(boolean mayBeLong) {
    framer.limit(mayBeLong ? LineFramer.AUTH_OCTETS : LineFramer.COMMAND_OCTETS);
  }

  /// Hands nothing more over until [#go].
  public void hold() {
    held = true;
  }

  /// Goes on after [#hold].
  public void go() {
    held = false;
    if (!working) {
      work();
      replies.send();
    }
  }

  /// Says `ready`, where there is one, in the clear, and begins TLS, unless octets in the clear are
  /// at hand; [ServerDialogue#secured], [ServerDialogue#injected] or [ServerDialogue#closed] tells.
  public void secure(ServerTls tls, @Nullable Reply ready) {
    securing = tls;
    readyForTls = ready;
    if (!working) {
      beginTls(tls);
    }
  }

  private void beginTls(ServerTls tls) {
    securing = null;
    if (unread != null) {
      listener().injected();
      return;
    }
    Reply ready = readyForTls;
    if (ready != null) {
      say(ready);
      readyForTls = null;
    }
    replies.send();
    mute = "a TLS handshake was on";
    SslHandler handler = tls.handler(channel.alloc());
    handler.handshakeFuture().addListener(done -> handshaken(done.cause()));
    // behind what may still hand on octets that came with a PROXY header
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addBefore(pipeline.context(this).name(), null, handler);
  }

  private void handshaken(@Nullable Throwable failure) {
    mute = "";
    if (failure == null && !closing) {
      listener().secured();
      work();
      replies.send();
    } else if (failure != null && !closing && channel.isActive()) {
      listener().unsecured(ServerTls.why(failure));
    }
  }

  /// Why nothing can be said now; `""` where it can.
  public String mute() {
    return mute;
  }

  /// Lets a PROXY header come before anything else, TLS too, and hands it to `right`, or to `wrong`
  /// why there is none; after that nothing more is handed over.
  public void awaitProxyHeader(Consumer<ProxyHeader> right, Consumer<String> wrong) {
    mute = "a PROXY header was awaited";
    Consumer<ProxyHeader> first = _ -> mute = "";
    ProxyGate.before(channel.pipeline(), first.andThen(right), wrong);
  }

  /// Sends what was said, and ends the connection. Where the client may still be talking, what it
  /// says is thrown away until it ends its side, or until [#abort]. While the wire is [#mute]
  /// nothing is sent, and the end is at once.
  public void close(boolean clientMayBeTalking) {
    if (!closing) {
      closing = true;
      lingering = clientMayBeTalking;
      if (!working) {
        closeNow();
      }
    }
  }

  private void closeNow() {
    if (!mute.isEmpty()) {
      release();
      channel.close();
      return;
    }
    boolean more = lingering || unread != null;
    ChannelFuture written = replies.sendLast();
    release();
    channel.config().setAutoRead(!ended);
    if (more && !ended && channel.pipeline().get(SslHandler.class) == null) {
      // Closing with octets unread resets the connection, and a reset takes our last reply with it.
      written.addListener(_ -> channel.shutdownOutput());
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /// Ends the connection at once.
  public void abort() {
    closing = true;
    channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    listener().opened();
    replies.send();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (closing) {
      drained += in.readableBytes();
      in.release();
      if (drained > MOST_DRAINED) {
        channel.close();
      }
      return;
    }
    ByteBuf before = unread;
    if (before == null) {
      unread = in;
    } else {
      // At most what one read gives: after the first octets that wait, reading stops.
      unread = channel.alloc().buffer(before.readableBytes() + in.readableBytes());
      unread.writeBytes(before).writeBytes(in);
      before.release();
      in.release();
    }
    if (held) {
      listener().waiting();
    }
    work();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    replies.send();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable() && !held && !working && unread != null) {
      work();
      replies.send();
    }
  }

  /// The client has ended its side. One that has said more than was heard, such as QUIT behind its
  /// content, waits for our replies; any other is gone.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      if (unread == null || closing) {
        channel.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    release();
    listener().closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable root = cause.getCause() instanceof SSLException inner ? inner : cause;
    if (root instanceof IOException) {
      LOG.debug("{} is gone: {}", channel.remoteAddress(), root.toString());
    } else {
      LOG.error("a session is ended for a fault of ours, {}", channel.remoteAddress(), cause);
    }
    abort();
  }

  /// Hands over what is at hand, as far as dialogue and client keep up.
  private void work() {
    working = true;
    try {
      ByteBuf in = unread;
      while (in != null && mayWork()) {
        workOn(in);
        in = unread;
      }
    } finally {
      working = false;
    }
    ServerTls tls = securing;
    if (closing) {
      closeNow();
    } else if (tls != null) {
      beginTls(tls);
    } else if (ended && unread == null) {
      replies.send();
      channel.close();
    } else {
      channel.config().setAutoRead(unread == null);
    }
  }

  private boolean mayWork() {
    return !held && !closing && mute.isEmpty() && securing == null && channel.isWritable();
  }

  private void workOn(ByteBuf in) {
    byte[] scratch = Scratch.octets();
    int size = Math.min(in.readableBytes(), scratch.length);
    in.getBytes(in.readerIndex(), scratch, 0, size);
    int at = 0;
    while (at < size && mayWork()) {
      ContentFramer framed = content;
      if (framed == null) {
        at += framer.feed(scratch, at, size, lines);
      } else {
        at += framed.feed(scratch, at, size, listener());
        if (framed.ended()) {
          content = null;
          listener().contentEnded();
        }
      }
    }
    in.skipBytes(at);
    if (!in.isReadable()) {
      in.release();
      unread = null;
    }
  }

  private void release() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
    replies.drop();
  }

  private ServerDialogue listener() {
    ServerDialogue listener = dialogue;
    if (listener == null) {
      throw new IllegalStateException("a wire to nobody");
    }
    return listener;
  }

  /// Hands lines over, and stops the framer where what follows is none or is not wanted yet.
  private final class Lines implements LineFramer.Lines {
    @Override
    public boolean line(byte[] octets, int from, int to) {
      listener().line(octets, from, to);
      return content == null && mayWork();
    }

    @Override
    public boolean flawed(LineFramer.Flaw flaw) {
      listener().flawed(flaw);
      return mayWork();
    }
  }
}
