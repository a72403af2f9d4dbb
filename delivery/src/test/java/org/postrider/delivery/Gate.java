// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// A host on a loopback port that takes connections, says nothing until it is opened, and then
/// takes all mail. It counts what it has taken, by recipient.
final class Gate implements AutoCloseable {
  final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());

  Gate() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  void open() {
    opened.countDown();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      assertThat(listening.isClosed()).isTrue();
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true); // several short replies in a row
      opened.await();
      say(out, "220 hi");
      String recipient = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("RCPT TO:")) {
          recipient = line.substring("RCPT TO:<".length(), line.indexOf('>'));
        }
        if (line.equals("DATA")) {
          say(out, "354 go");
          skipContent(in);
          taken.merge(recipient, 1, Integer::sum);
        }
        say(out, line.startsWith("EHLO") ? "250-host\r\n250 PIPELINING" : "250 ok");
      }
    } catch (IOException gone) {
      assertThat(socket.isClosed()).isTrue(); // the client may break off
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void skipContent(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      line = in.readLine();
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    opened.countDown();
    listening.close();
  }
}
