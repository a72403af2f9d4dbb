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

/// A host on a loopback port, each of whose clients has a thread.
abstract class LoopbackHost implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());

  LoopbackHost() throws IOException {}

  /// Begins to take clients; to be called when the host is made whole.
  final void start() {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Talks to a client until one of both has had enough.
  abstract void talk(BufferedReader in, OutputStream out) throws IOException, InterruptedException;

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
      talk(in, out);
    } catch (IOException gone) {
      assertThat(socket.isClosed()).isTrue(); // the client may break off
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
