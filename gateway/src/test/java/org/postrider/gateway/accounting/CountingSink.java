// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// A next hop that enters in the ledger whatever it takes, before it says 250.
final class CountingSink implements AutoCloseable {
  private final ServerSocket listening;
  private final Ledger ledger;

  private CountingSink(ServerSocket listening, Ledger ledger) {
    this.listening = listening;
    this.ledger = ledger;
  }

  static CountingSink open(Ledger ledger) throws IOException {
    var sink =
        new CountingSink(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()), ledger);
    Thread.ofVirtual().name("sink").start(sink::accept);
    return sink;
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (SocketException e) {
      return; // closed
    } catch (IOException e) {
      throw new IllegalStateException("the sink cannot accept", e);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      OutputStream out = socket.getOutputStream();
      reply(out, "220 sink.test");
      boolean more = true;
      while (more) {
        more = command(in, out);
      }
    } catch (IOException e) {
      // The server was killed while it delivered; it will come again with the message.
      return;
    }
  }

  /// Answers one command; false where the conversation has ended.
  private boolean command(InputStream in, OutputStream out) throws IOException {
    String line = line(in).toString(StandardCharsets.US_ASCII);
    switch (line.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
      case "" -> {
        return false;
      }
      case "EHLO" -> reply(out, "250-sink.test\r\n250-PIPELINING\r\n250 8BITMIME");
      case "DATA" -> {
        reply(out, "354 go on");
        if (!take(in)) {
          return false;
        }
        reply(out, "250 taken");
      }
      case "QUIT" -> {
        reply(out, "221 bye");
        return false;
      }
      default -> reply(out, "250 ok");
    }
    return true;
  }

  /// Reads a message; false where the connection ended within.
  private boolean take(InputStream in) throws IOException {
    var text = new ByteArrayOutputStream();
    byte[] line = line(in).toByteArray();
    while (line.length > 0 && !(line.length == 3 && line[0] == '.')) {
      int stuffed = line[0] == '.' ? 1 : 0; // RFC 5321 §4.5.2
      text.write(line, stuffed, line.length - stuffed);
      line = line(in).toByteArray();
    }
    if (line.length == 0) {
      return false;
    }
    byte[] octets = text.toByteArray();
    int from = Math.max(0, indexOf(octets, Ledger.FIRST_FIELD));
    ledger.arrive(Ledger.digest(octets, from, octets.length - from));
    return true;
  }

  /// A line with its end; empty at the end of the connection.
  private static ByteArrayOutputStream line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet >= 0) {
      line.write(octet);
      if (octet == '\n') {
        return line;
      }
      octet = in.read();
    }
    line.reset();
    return line;
  }

  private static int indexOf(byte[] octets, byte[] wanted) {
    for (int at = 0; at + wanted.length <= octets.length; at++) {
      if (Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static void reply(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
