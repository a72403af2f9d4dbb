// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
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
import org.postrider.smtp.server.SmtpServer;
import org.postrider.smtp.wire.Transport;

/// How long a client waits for a whole session with one message of 4 KB, and for one more message
/// on a connection that is open, over loopback and into a spool in memory: our work, the system's,
/// and the ways between threads. Beside a server that answers the same lines and understands
/// nothing. [WholeSession] has our work alone.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=OverLoopback`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OverLoopback extends Measured {
  /// Who answers.
  public enum Peer {
    POSTRIDER,
    PARROT
  }

  @Param Peer peer;

  private final byte[] body = Mail.body(4_096, false);
  private Transport transport;
  private Spool spool;
  private SmtpServer server;
  private Parrot parrot;
  private Conversation kept;
  private int port;

  /// Starts whom to talk to, and a session that stays.
  @Setup(Level.Trial)
  public void open() throws IOException {
    if (peer == Peer.PARROT) {
      parrot = Parrot.open();
      port = parrot.port();
    } else {
      port = serve();
    }
    kept = Conversation.open(port);
  }

  private int serve() throws IOException {
    transport = Transport.open(1);
    spool = Spool.inMemory(InstantSource.system());
    server =
        SmtpServer.open(
            AnyMail.settings(AnyMail.listener()),
            AnyMail.policies(),
            AnyMail.parts(transport, spool));
    return server.listening().getFirst().address().getPort();
  }

  /// Empties the spool.
  @TearDown(Level.Iteration)
  public void empty() throws IOException {
    if (spool != null) {
      ScratchSpool.empty(spool);
    }
  }

  /// Ends all.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    kept.close();
    if (peer == Peer.PARROT) {
      parrot.close();
      return;
    }
    server.close();
    spool.close();
    transport.close();
  }

  /// Connect, greet, one message, quit.
  @Benchmark
  public void session() throws IOException {
    try (var conversation = Conversation.open(port)) {
      conversation.message(body);
    }
  }

  /// One more message.
  @Benchmark
  public void message() throws IOException {
    kept.message(body);
  }
}
