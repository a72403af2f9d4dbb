// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The client's end of a conversation. For one thread.
public interface Wire extends Closeable {
  /// How long an answer may take before the test fails: long enough for any loaded machine.
  int PATIENCE_MILLIS = 30_000;

  /// Sends these octets at once.
  void send(byte[] octets, int from, int length) throws IOException;

  /// The next octet from the other end, or -1 where it has closed.
  int receive() throws IOException;

  /// Changes to TLS, as a client.
  void secure() throws IOException;

  /// What TLS is about on this side; throws `IllegalStateException` in the clear.
  SSLSession session();

  @Override
  void close() throws IOException;

  /// Talks to a function from octets received to octets answered.
  static Wire to(UnaryOperator<byte[]> peer) {
    return new Wire() {
      private final Queue<Byte> answers = new ArrayDeque<>();

      @Override
      public void send(byte[] octets, int from, int length) {
        byte[] part = new byte[length];
        System.arraycopy(octets, from, part, 0, length);
        for (byte octet : peer.apply(part)) {
          answers.add(octet);
        }
      }

      @Override
      public int receive() {
        Byte octet = answers.poll();
        return octet == null ? -1 : octet & 0xff;
      }

      @Override
      public void secure() throws IOException {
        throw new IOException("a function has no TLS");
      }

      @Override
      public SSLSession session() {
        throw new IllegalStateException("a function has no TLS");
      }

      @Override
      public void close() {
        answers.clear();
      }
    };
  }

  /// Connects to `address`; `tls` is what [#secure] uses.
  static Wire to(InetSocketAddress address, @Nullable SSLContext tls) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
    return new Wire() {
      private Socket current = socket;
      private OutputStream out = socket.getOutputStream();
      private InputStream in = socket.getInputStream();

      @Override
      public void send(byte[] octets, int from, int length) throws IOException {
        out.write(octets, from, length);
        out.flush();
      }

      @Override
      public int receive() throws IOException {
        try {
          return in.read();
        } catch (SocketException reset) {
          return -1; // closed with octets of ours unread
        }
      }

      @Override
      public void secure() throws IOException {
        if (tls == null) {
          throw new IOException("this test has no TLS context");
        }
        SSLSocket secured =
            (SSLSocket)
                tls.getSocketFactory()
                    .createSocket(socket, address.getHostString(), address.getPort(), true);
        secured.startHandshake();
        current = secured;
        out = secured.getOutputStream();
        in = secured.getInputStream();
      }

      @Override
      public SSLSession session() {
        if (current instanceof SSLSocket secured) {
          return secured.getSession();
        }
        throw new IllegalStateException("in the clear");
      }

      @Override
      public void close() throws IOException {
        current.close();
      }
    };
  }
}
