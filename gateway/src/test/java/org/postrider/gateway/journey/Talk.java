// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A conversation with a server, line by line, with no opinion on what may be said.
public final class Talk implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  private Talk(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(30_000);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }

  /// Connects, and takes the greeting.
  public static Talk with(int port) throws IOException {
    return from("127.0.0.1", port);
  }

  /// The same from one of this machine's addresses.
  static Talk from(String address, int port) throws IOException {
    Talk talk = silent(address, port);
    talk.reply();
    return talk;
  }

  /// Connects, and leaves the greeting to come.
  static Talk silent(String address, int port) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    return new Talk(new Socket(here, port, InetAddress.ofLiteral(address), 0));
  }

  /// Says a line; the last line of the reply.
  public String ask(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return reply();
  }

  private String reply() throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    return line == null ? "" : line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
