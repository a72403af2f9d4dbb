// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Sender;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.protocol.sender.State;
import org.postrider.smtp.protocol.sender.Step;
import org.postrider.smtp.protocol.sender.Terms.Encryption;
import org.postrider.smtp.protocol.sender.Transaction;
import org.postrider.smtp.protocol.sender.Turn;
import org.postrider.smtp.wire.ReplyDecoder;

/// One connection to one host, from its first octet to good-bye: performs what [Sender] says. It is
/// used by one attempt at a time ([#claim], [#offer], [#release]); everything else happens on its
/// event loop. Every wait for the host ends in time.
final class Link extends ChannelInboundHandlerAdapter {
  /// How often waits are looked at; a wait may last longer by this.
  private static final Duration TICK = Duration.ofMillis(500);

  /// How long the reply to QUIT is waited for; nothing hangs on it.
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private enum Use {
    BUSY,
    IDLE,
    OVER
  }

  private final Making making;
  private final ReplyDecoder decoder = new ReplyDecoder();
  private final CompletableFuture<Link> opened = new CompletableFuture<>();
  private final AtomicReference<Use> use = new AtomicReference<>(Use.BUSY);

  // Confined to the event loop.
  private State state = new State.Ended();
  private @Nullable Handover handover;
  private @Nullable ByteBuf small;
  private boolean sent;
  private boolean leaving;
  private long waitSinceNanos;
  private @Nullable Duration patience;
  private @Nullable ScheduledFuture<?> ticking;

  // Written on the event loop before anybody else sees the link.
  private volatile @Nullable ChannelHandlerContext context;
  private volatile Capabilities capabilities = Capabilities.NONE;
  private volatile String tls = "";

  private final Usage usage = new Usage();

  Link(Making making) {
    this.making = making;
  }

  /// Completes when a transaction may begin, else exceptionally with a [LinkFailure].
  CompletableFuture<Link> opened() {
    return opened;
  }

  Endpoint endpoint() {
    return making.endpoint();
  }

  /// What the host can do; once open.
  Capabilities capabilities() {
    return capabilities;
  }

  /// Protocol and cipher, or `""`.
  String tls() {
    return tls;
  }

  /// What it was used for.
  Usage usage() {
    return usage;
  }

  /// Takes an idle link for one attempt; false where it is over.
  boolean claim() {
    return use.compareAndSet(Use.IDLE, Use.BUSY);
  }

  /// Gives it back, to be kept for a while; false where it is over.
  boolean release() {
    return use.compareAndSet(Use.BUSY, Use.IDLE);
  }

  boolean isOver() {
    return use.get() == Use.OVER;
  }

  /// Begins a transaction. `content` is the whole of it, stuffed and ended, and is taken over; null
  /// where the pieces follow through [#write] once they are wanted.
  Handover offer(Transaction transaction, @Nullable ByteBuf content) {
    usage.begin(transaction);
    Handover fresh = new Handover();
    wired()
        .executor()
        .execute(() -> {
          try {
            begin(transaction, content, fresh);
          } catch (RuntimeException e) {
            broken(Words.lost(e));
          }
        });
    return fresh;
  }

  private void begin(Transaction transaction, @Nullable ByteBuf content, Handover fresh) {
    if (!(state instanceof State.Ready ready)) {
      ReferenceCountUtil.release(content);
      Result lost = new Result(Stage.MAIL, Words.LOST, false);
      fresh.finish(Collections.nCopies(transaction.recipients().size(), lost));
      return;
    }
    handover = fresh;
    small = content;
    sent = false;
    try {
      perform(Sender.offer(ready, transaction, making.clock().instant()));
    } catch (RuntimeException e) {
      broken(Words.lost(e)); // nobody else would tell who waits for the results
    }
  }

  /// Sends a piece of wanted content, which is taken over; `last` ends it.
  ChannelFuture write(ByteBuf piece, boolean last) {
    ChannelPromise written = wired().newPromise();
    if (last) {
      written.addListener(this::contentSent); // before the reply can come
    }
    return wired().writeAndFlush(piece, written);
  }

  /// Ends the session: with QUIT where one can be said, else at once. Any thread.
  void close() {
    use.set(Use.OVER);
    ChannelHandlerContext now = context;
    if (now != null) {
      making.connections().leaving(now.channel());
      now.executor().execute(this::leave);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    added.pipeline().addBefore(added.name(), null, decoder);
    if (isBeforeTls()) {
      startTls(added);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    long tick = TICK.toNanos();
    ticking = active.executor().scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.NANOSECONDS);
    perform(Sender.start(making.terms()));
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    if (!(message instanceof Reply reply)) {
      ReferenceCountUtil.release(message);
    } else if (state instanceof State.Ended) {
      reading.close(); // the reply to QUIT, or noise after the end
    } else if (state instanceof State.Transferring && !sent && reply.isPositive()) {
      broken(Reply.of(451, "4.5.0", "the host said before the end of the content: " + reply));
    } else {
      perform(Sender.on(state, reply));
    }
  }

  private void perform(Turn turn) {
    final boolean whole = sent || !(state instanceof State.Transferring);
    state = turn.state();
    switch (turn.step()) {
      case Step.Send send -> {
        waitFor(making.patience(send.awaited()));
        ChannelHandlerContext now = wired();
        now.writeAndFlush(ByteBufUtil.writeUtf8(now.alloc(), send.lines()), now.voidPromise());
      }
      case Step.Await await -> waitFor(making.patience(await.awaited()));
      case Step.Secure secure -> secure();
      case Step.Prepare prepare -> perform(Proving.prepared(state, making.nonce(), wired()));
      case Step.Derive(var what) -> Proving.derive(what, wired().executor(), this::derived);
      case Step.Open open -> open();
      case Step.Transfer transfer -> transfer();
      case Step.Settled settled -> settle(settled, settled.reusable() && whole, whole);
      case Step.Failed failed -> fail(new LinkFailure(failed.result(), false));
    }
  }

  private void open() {
    if (state instanceof State.Ready ready) {
      capabilities = ready.session().capabilities();
    }
    waitFor(making.idle());
    opened.complete(this);
  }

  private void secure() {
    if (decoder.hasMore()) { // RFC 3207 §4.2, and CVE-2011-0411 the other way round
      broken(Words.injected());
      return;
    }
    waitFor(null); // the handshake has a patience of its own
    startTls(wired());
  }

  private void startTls(ChannelHandlerContext now) {
    SslHandler handler = making.handler(now.alloc());
    now.pipeline().addFirst(handler);
    handler.handshakeFuture().addListener(done -> handshaken(handler, done));
  }

  private void handshaken(SslHandler handler, Future<?> done) {
    SSLSession agreed = handler.engine().getSession();
    Reply refusal = done.isSuccess() ? making.refusal(agreed) : Words.handshake(done.cause());
    if (refusal != null) {
      noHandshake(refusal);
      return;
    }
    tls = agreed.getProtocol() + " " + agreed.getCipherSuite();
    if (state instanceof State.Securing securing) {
      perform(Sender.secured(securing));
    }
  }

  private void noHandshake(Reply why) {
    fail(new LinkFailure(new Result(Stage.TLS, why, false), true));
    wired().close();
  }

  private void derived(byte[] salted) {
    if (state instanceof State.Deriving deriving) {
      perform(Sender.derived(deriving, salted));
    }
  }

  private void transfer() {
    ByteBuf content = small;
    small = null;
    if (content != null) {
      waitFor(making.patience().dataEnd());
      wired().writeAndFlush(content).addListener(this::contentSent);
    } else if (handover != null) {
      waitFor(null); // whoever sends the pieces waits for each
      handover.wanted().complete(true);
    }
  }

  private void contentSent(Future<?> written) {
    if (written.isSuccess() && state instanceof State.Transferring) {
      sent = true;
      waitFor(making.patience().dataEnd());
    }
  }

  private void settle(Step.Settled settled, boolean reusable, boolean polite) {
    releaseSmall();
    Handover over = handover;
    handover = null;
    waitFor(making.idle());
    if (!reusable) {
      use.set(Use.OVER);
      if (polite) {
        leave();
      } else {
        state = new State.Ended();
        wired().close();
      }
    }
    if (over != null) {
      over.finish(settled.results());
    }
  }

  private void fail(LinkFailure failure) {
    use.set(Use.OVER);
    opened.completeExceptionally(failure);
    leave();
  }

  /// The session makes no sense any more.
  private void broken(Reply reason) {
    State before = state;
    state = new State.Ended();
    use.set(Use.OVER);
    switch (Sender.lost(before, reason)) {
      case Step.Settled settled -> settle(settled, false, false);
      case Step.Failed failed ->
          opened.completeExceptionally(new LinkFailure(failed.result(), false));
      default -> throw new IllegalStateException("a lost session goes on");
    }
    wired().close();
  }

  private void leave() {
    ChannelHandlerContext now = wired();
    boolean speaking = handover != null || isBeforeTls();
    if (!now.channel().isActive() || speaking) {
      now.close();
      return;
    }
    state = new State.Ended();
    if (!leaving) {
      leaving = true;
      waitFor(GOODBYE);
      now.writeAndFlush(ByteBufUtil.writeAscii(now.alloc(), "QUIT\r\n"), now.voidPromise());
    }
  }

  private boolean isBeforeTls() {
    return tls.isEmpty() && making.terms().encryption() == Encryption.IMPLICIT;
  }

  private void tick() {
    Duration limit = patience;
    if (limit == null || System.nanoTime() - waitSinceNanos < limit.toNanos()) {
      return;
    }
    if (state instanceof State.Ended) {
      wired().close();
    } else if (!(state instanceof State.Ready)) {
      broken(Words.late(Sender.awaited(state).name().toLowerCase(Locale.ROOT)));
    } else if (use.compareAndSet(Use.IDLE, Use.OVER)) {
      leave();
    }
  }

  private void waitFor(@Nullable Duration limit) {
    patience = limit;
    waitSinceNanos = System.nanoTime();
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    if (ticking != null) {
      ticking.cancel(false);
    }
    if (!(state instanceof State.Ended)) {
      broken(Words.LOST);
    }
    use.set(Use.OVER);
    releaseSmall();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
    if (state instanceof State.Securing || isBeforeTls()) {
      noHandshake(Words.handshake(cause));
    } else if (!(state instanceof State.Ended)) {
      broken(cause instanceof ProtocolException ? Words.garbage(cause) : Words.lost(cause));
    } else {
      caught.close();
    }
  }

  private void releaseSmall() {
    ReferenceCountUtil.release(small);
    small = null;
  }

  private ChannelHandlerContext wired() {
    ChannelHandlerContext now = context;
    if (now == null) {
      throw new IllegalStateException("the link is not wired");
    }
    return now;
  }
}
