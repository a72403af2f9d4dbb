// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.daemons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.smtp.protocol.message.Content;

/// Against daemons of the test's own, each of which does with a connection what the test says.
@Timeout(120)
class DaemonTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /// Clients come while those before are ended.
  private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

  /// What a daemon does with a client.
  private interface Behaviour {
    void with(Socket client) throws Exception;
  }

  private String daemon(Behaviour behaviour) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual().start(() -> serve(server, behaviour));
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void serve(ServerSocket server, Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> run(behaviour, client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void run(Behaviour behaviour, Socket client) {
    try {
      behaviour.with(client);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /// A plug-in that only reads the settings of a daemon.
  private static final class Reader implements SmtpPlugin {
    private @Nullable Daemon daemon;

    @Override
    public String name() {
      return "reader";
    }

    @Override
    public void install(Host host) {
      daemon = Daemon.read(host, "127.0.0.1:1", 5);
    }
  }

  private static Daemon reading(Object connections, String... servers) {
    Reader reader = new Reader();
    PluginHarness.with(reader)
        .setting("servers", List.of(servers))
        .setting("connections", connections)
        .install();
    Daemon daemon = reader.daemon;
    if (daemon == null) {
      throw new AssertionError("not installed");
    }
    return daemon;
  }

  /// Zeros without end in memory.
  private record Zeros(long size) implements Content {
    @Override
    public InputStream open() {
      return new InputStream() {
        private long left = size;

        @Override
        public int read() {
          return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] octets, int from, int length) {
          if (left <= 0) {
            return -1;
          }
          int read = (int) Math.min(left, length);
          left -= read;
          return read;
        }
      };
    }
  }

  private static String ask(Line line) throws IOException {
    return line.send("HELLO\n").end().receiveLine(100);
  }

  private static void answer(Socket client, String text) throws IOException {
    client.getInputStream().readAllBytes();
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    client.close();
  }

  @Test
  void aContentOfAGigabyteNeedsNoMemory() throws Exception {
    long size = 1L << 30;
    String server =
        daemon(client -> {
          long got = client.getInputStream().transferTo(OutputStream.nullOutputStream());
          client.getOutputStream().write((got + "\r\n").getBytes(StandardCharsets.US_ASCII));
          client.close();
        });
    String got =
        reading(1, server)
            .ask(line -> line.send(new Zeros(size), Line.Framing.NONE).end().receiveLine(100));
    assertThat(got).isEqualTo(String.valueOf(size));
  }

  @Test
  void whoSaysEnoughInTheMiddleIsHeard() throws Exception {
    String server =
        daemon(client -> {
          client.getInputStream().readNBytes(1_000_000);
          client.getOutputStream().write("enough\n".getBytes(StandardCharsets.US_ASCII));
          client.shutdownOutput();
          client.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    Content much = new Zeros(50_000_000);
    String got =
        reading(1, server).ask(line -> line.send(much, Line.Framing.NONE).end().receiveLine(100));
    assertThat(got).isEqualTo("enough");
  }

  @Test
  void oneThatHangsUpIsPassedOver() throws Exception {
    String silent = daemon(Socket::close);
    String half = daemon(client -> answer(client, ""));
    String good = daemon(client -> answer(client, "fine\n"));
    String got = reading(1, silent, half, good).ask(DaemonTest::ask);
    assertThat(got).isEqualTo("fine");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> reading(1, silent, half).ask(DaemonTest::ask))
        .withMessageContaining("no server gave an answer: " + silent);
  }

  @Test
  void anAnswerWithoutEndIsNotRead() throws Exception {
    String server =
        daemon(client -> {
          byte[] noise = new byte[10_000];
          client.getOutputStream().write(noise);
        });
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> reading(1, server).ask(DaemonTest::ask))
        .withMessageContaining("the answer is longer than 100 octets");
  }

  @Test
  void noMoreConnectionsAreOpenThanMayBe() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    String server =
        daemon(client -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          client.getInputStream().readAllBytes();
          now.decrementAndGet();
          client.getOutputStream().write("fine\n".getBytes(StandardCharsets.US_ASCII));
          client.close();
        });
    Daemon daemon = reading(3, server);
    CountDownLatch done = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              daemon.ask(DaemonTest::ask);
              done.countDown();
            } catch (IOException | InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    await().atMost(SOON).until(() -> done.getCount() == 0);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void anInterruptedQuestionEndsAndFreesItsPlace() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    String server =
        daemon(client -> {
          if (stalled.getCount() > 0) {
            stalled.countDown();
          } else {
            answer(client, "fine\n");
          }
        });
    Daemon daemon = reading(1, server);
    AtomicReference<@Nullable Exception> end = new AtomicReference<>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                // more than the sockets' buffers hold: it waits in the midst of its sending
                daemon.ask(
                    line -> line.send(new Zeros(1L << 30), Line.Framing.NONE).end().receiveLine(9));
              } catch (IOException | InterruptedException e) {
                end.set(e);
              }
            });
    stalled.await();
    asking.interrupt();
    await().atMost(SOON).until(() -> end.get() instanceof InterruptedException);
    String got = daemon.ask(DaemonTest::ask);
    assertThat(got).isEqualTo("fine");
  }

  @Test
  void aContentThatCannotBeReadIsNoAnswer() throws Exception {
    Content damaged =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            throw new IOException("the disk is broken");
          }
        };
    String server = daemon(client -> answer(client, "fine\n"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            reading(1, server).ask(line -> line.send(damaged, Line.Framing.NONE).receiveLine(9)))
        .withMessageContaining("the disk is broken");
  }

  @Test
  void linesAndOctetsComeAsTheyWereSent() throws Exception {
    String server = daemon(client -> answer(client, "one\r\ntwo\nabcd"));
    List<String> got =
        reading(1, server)
            .ask(line -> {
              line.send("").end();
              return List.of(
                  line.receiveLine(10),
                  line.receiveLine(10),
                  new String(line.receive(4), StandardCharsets.US_ASCII));
            });
    assertThat(got).containsExactly("one", "two", "abcd");
  }
}
