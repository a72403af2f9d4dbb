// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
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
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.AuthLimits;
import org.postrider.smtp.server.ListenerSettings;
import org.postrider.smtp.server.PolicySet;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.server.SmtpServer;
import org.postrider.smtp.wire.Transport;

/// How long a client needs for a whole session with one message of 4 KB, and for one more message
/// on a connection that is open, over loopback and into a spool in memory; beside a server that
/// answers the same lines and understands nothing.
///
/// `./mvnw -pl jmh -am -Pmeasure -DskipTests verify -Djmh.args=WholeSession`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WholeSession extends Measured {
  private static final int PAGE = 10_000;

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
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    SessionLimits usual = SessionLimits.defaults();
    var limits =
        new SessionLimits(
            usual.connections(),
            usual.connections(),
            usual.messageSize(),
            usual.recipients(),
            Integer.MAX_VALUE,
            usual.errors(),
            usual.commandTimeout(),
            usual.dataTimeout(),
            Duration.ofDays(1),
            usual.hops(),
            usual.headerSize());
    var settings =
        new ServerSettings(
            "mx.example.net",
            Mailbox.parse("postmaster@mx.example.net"),
            List.of(new ListenerSettings("mx", ListenerKind.MX, any)),
            limits,
            AuthLimits.defaults(),
            null);
    var parts =
        new ServerParts(transport, spool, told -> {}, InstantSource.system(), new Random(1));
    server = SmtpServer.open(settings, allowing(), parts);
    return server.listening().getFirst().address().getPort();
  }

  /// Relays everything, by a pure answer.
  private static PolicySet allowing() {
    Answer<Recipient, Relay> answer = Answer.pure(recipient -> Relay.ALLOW);
    var asked = new PolicySet.Asked<>("any", answer, PolicySet.Guard.defaults());
    return new PolicySet(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(asked),
        List.of(),
        List.of());
  }

  /// Empties the spool.
  @TearDown(Level.Iteration)
  public void empty() throws IOException {
    if (spool == null) {
      return;
    }
    String page = null;
    do {
      page = spool.change(Query.ALL, new Change.Delete(), page, PAGE).next();
    } while (page != null);
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
