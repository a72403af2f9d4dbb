// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// The plainest thing a client can talk to: it says 354 to what begins with `D` and 250 to whatever
/// else ends in a line, and understands nothing. A message has to end in a read of its own.
final class Parrot implements AutoCloseable {
  private static final byte[] GREETING = "220 parrot\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] YES = "250 2.0.0 yes\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GO_ON = "354 go on\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listening;

  private Parrot(ServerSocket listening) {
    this.listening = listening;
  }

  static Parrot open() throws IOException {
    var parrot = new Parrot(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("parrot").start(parrot::accept);
    return parrot;
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
      throw new IllegalStateException(e);
    }
  }

  private static void serve(Socket socket) {
    byte[] buffer = new byte[1 << 17];
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      out.write(GREETING);
      int count = in.read(buffer);
      while (count > 0) {
        if (buffer[0] == 'D') {
          out.write(GO_ON);
          count = toEnd(in, buffer);
        }
        out.write(YES);
        count = in.read(buffer);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Reads until CR LF . CR LF stands at the end of what was read.
  private static int toEnd(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    while (!(length > 4 && buffer[length - 3] == '.' && buffer[length - 4] == '\n')) {
      int count = in.read(buffer, length, buffer.length - length);
      if (count < 0) {
        throw new IOException("ended within a message");
      }
      length += count;
    }
    return length;
  }
}
