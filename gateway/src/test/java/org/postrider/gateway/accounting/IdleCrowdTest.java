// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crowd of clients that want nothing, five of a hundred trickling an octet a second: others are
/// served meanwhile, and each of the crowd ends by time-out.
///
/// The long form, in which the memory for each is looked at too: `./mvnw verify -pl gateway -am
/// -Dgroups=built -Dtest=IdleCrowdTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Dcrowd.clients=10000`. Client and server need a file for each connection (`ulimit -n`).
@Tag("built")
class IdleCrowdTest {
  private static final int CLIENTS = Integer.getInteger("crowd.clients", 500);
  private static final int MANY = 5_000;
  private static final int MESSAGES = Integer.getInteger("crowd.messages", 500);
  private static final long MOST_OCTETS = 12 * 1024;

  @Test
  void isServedAndEnds(@TempDir Path directory) throws Exception {
    int port = BuiltServer.freePort();
    try (BuiltServer server = BuiltServer.configured(directory, port, configuration(port))) {
      server.start();
      send(port, 4 * MESSAGES);
      double alone = rate(port);
      long before = server.resident();
      try (Crowd crowd = Crowd.open(port, CLIENTS, CLIENTS / 20)) {
        await().atMost(Duration.ofMinutes(1)).until(() -> crowd.greeted() == CLIENTS);
        double beside = rate(port);
        long each = (server.resident() - before) / CLIENTS;
        assertThat(crowd.ended()).isZero();
        System.out.printf(
            "crowd: %d clients, %d octets each; %.0f messages a second alone, %.0f beside them%n",
            CLIENTS, each, alone, beside);
        if (CLIENTS >= MANY) {
          assertThat(each).isLessThan(MOST_OCTETS);
        }
        await().atMost(Duration.ofMinutes(3)).until(() -> crowd.ended() == CLIENTS);
        assertThat(crowd.told()).isEqualTo(CLIENTS);
      }
      send(port, 1);
    }
  }

  private static String configuration(int port) {
    return """
    hostname = "mx.crowd.test"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:%d"
    [limits]
    connections = 20000
    connections-per-address = 20000
    messages = 1000000
    command-timeout = "10s"
    [[route]]
    domains = ["sink.test"]
    hop = "discard"
    [plugins.relay]
    local = ["sink.test"]
    [admin]
    address = "127.0.0.1:%d"
    [log]
    level = "warn"
    mail = "none"
    """
        .formatted(port, BuiltServer.freePort());
  }

  /// Messages a second of one client.
  private static double rate(int port) throws IOException {
    long begun = System.nanoTime();
    send(port, MESSAGES);
    return MESSAGES * 1e9 / (System.nanoTime() - begun);
  }

  private static void send(int port, int messages) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      expect(in, "220 ");
      say(in, out, "EHLO client.example\r\n", "250 ");
      for (int i = 0; i < messages; i++) {
        say(in, out, "MAIL FROM:<a@b.example>\r\n", "250 ");
        say(in, out, "RCPT TO:<c@sink.test>\r\n", "250 ");
        say(in, out, "DATA\r\n", "354 ");
        say(in, out, "Subject: hello\r\n\r\n" + "text\r\n".repeat(600) + ".\r\n", "250 ");
      }
      say(in, out, "QUIT\r\n", "221 ");
    }
  }

  private static void say(InputStream in, OutputStream out, String text, String code)
      throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    expect(in, code);
  }

  /// The last line of a reply.
  private static void expect(InputStream in, String code) throws IOException {
    String line;
    do {
      StringBuilder read = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("the connection ended after " + read);
        }
        read.append((char) octet);
      }
      line = read.toString();
    } while (line.startsWith("-", 3));
    assertThat(line).startsWith(code);
  }
}
