// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.server.session.Reception;
import org.postrider.smtp.wire.Transport;

/// What a whole session with one message of 4 KB costs, and one more message on a connection that
/// is open: our work alone, by the server's pipeline, session and policy over an embedded channel,
/// one command at a time, into a spool in memory. Beside a handler that answers the same lines over
/// the same channel and understands nothing.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=WholeSession`
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WholeSession extends Measured {
  /// Messages after which the spool is emptied, so that its memory is not what is measured.
  private static final int MOST_KEPT = 1_000;

  /// Who answers.
  public enum Peer {
    POSTRIDER,
    PARROT
  }

  @Param Peer peer;

  private final byte[] body = Mail.body(4_096, false);
  private Transport transport;
  private Spool spool;
  private ChannelHandler server;
  private Pipe kept;
  private int taken;

  /// Begins with an empty spool, a server without a past, and a session that stays.
  @Setup(Level.Iteration)
  public void open() throws IOException {
    transport = Transport.open(1); // asked for by listeners only, of which there is none
    spool = Spool.inMemory(InstantSource.system());
    var listener = AnyMail.listener(); // on which nobody listens
    var parts = AnyMail.parts(transport, spool);
    server =
        peer == Peer.PARROT
            ? new Answering()
            : Reception.open(AnyMail.settings(listener), listener, AnyMail.policies(), parts);
    kept = Pipe.open(server);
  }

  /// Ends all.
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    kept.quit();
    spool.close();
    transport.close();
  }

  /// Connect, greet, one message, quit.
  @Benchmark
  public void session() throws IOException {
    Pipe pipe = Pipe.open(server);
    pipe.message(body);
    pipe.quit();
    taken();
  }

  /// One more message.
  @Benchmark
  public void message() throws IOException {
    kept.message(body);
    taken();
  }

  private void taken() throws IOException {
    if (++taken % MOST_KEPT == 0) {
      ScratchSpool.empty(spool);
    }
  }

  /// Says 354 to what begins with `D`, 250 to whatever else ends in a line and is no content, and
  /// hangs up after what begins with `Q`.
  @ChannelHandler.Sharable
  private static final class Answering extends ChannelInboundHandlerAdapter {
    private static final byte[] YES = "250 2.0.0 yes\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GO_ON = "354 go on\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LINE = 512;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.wrappedBuffer(YES));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      byte first = in.getByte(in.readerIndex());
      boolean line = in.readableBytes() <= LONGEST_LINE;
      in.release();
      if (line) {
        var said = context.writeAndFlush(Unpooled.wrappedBuffer(first == 'D' ? GO_ON : YES));
        if (first == 'Q') {
          said.addListener(ChannelFutureListener.CLOSE);
        }
      }
    }
  }
}
