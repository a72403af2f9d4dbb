// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A message's content is on its way to the operator's pipe before the gateway has sent all of it.
class StreamedContentTest {
  private static final int PIECE = 1 << 20;

  @TempDir Path directory;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicLong written = new AtomicLong();

  private void answer(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 2L * PIECE);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(new byte[PIECE]);
      body.flush();
      if (await()) {
        body.write(new byte[PIECE]);
      }
    }
  }

  /// Whether the client has passed anything on.
  private boolean await() throws IOException {
    try {
      return begun.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private final class Pipe extends OutputStream {
    @Override
    public void write(int octet) {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
      written.addAndGet(length);
      begun.countDown();
    }
  }

  @Test
  void comesAsItIsSent() throws Exception {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    gateway.createContext("/", this::answer);
    gateway.start();
    try {
      Files.writeString(directory.resolve("admin.token"), "token");
      Files.writeString(
          directory.resolve("postrider.toml"),
          """
          hostname = "mx.example.org"
          [[listener]]
          name = "mx"
          kind = "mx"
          address = "127.0.0.1:0"
          [plugins.everything]
          [admin]
          address = "127.0.0.1:%d"
          """
              .formatted(gateway.getAddress().getPort()));
      PrintStream out = new PrintStream(new Pipe(), false, StandardCharsets.UTF_8);
      Console console =
          new Console(out, System.err, new BufferedReader(Reader.nullReader()), Map.of());
      int status =
          new Program(console, Cli.OFFLINE)
              .run(
                  "queue",
                  "show",
                  "01JDZK4Q8V3T5W7X9Y0A1B2C3D",
                  "--content",
                  "-d",
                  directory.toString());
      assertThat(status).isZero();
      assertThat(written).hasValue(2L * PIECE);
    } finally {
      gateway.stop(0);
    }
  }
}
