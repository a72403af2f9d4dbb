// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Passes connections on to a daemon, and can stop doing so in the midst of what a client sends: it
/// then keeps the connection open and passes nothing, or cuts it. Close it to end it.
public final class Conduit implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile InetSocketAddress target;
  private volatile long limit = Long.MAX_VALUE;
  private volatile boolean cuts;

  private Conduit(ServerSocket server, InetSocketAddress target) {
    this.server = server;
    this.target = target;
  }

  /// To a daemon.
  public static Conduit to(InetSocketAddress target) throws IOException {
    Conduit conduit =
        new Conduit(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(conduit::accept);
    return conduit;
  }

  /// Where clients find it.
  public InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /// Each new connection is passed on until the client has sent so many octets, and then stalls.
  public void stallAfter(long octets) {
    cuts = false;
    limit = octets;
  }

  /// The same, but then it is cut.
  public void cutAfter(long octets) {
    cuts = true;
    limit = octets;
  }

  /// New connections are passed on to another daemon.
  public void leadTo(InetSocketAddress other) {
    target = other;
  }

  /// New connections are passed on whole.
  public void pass() {
    limit = Long.MAX_VALUE;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        connect(client);
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    InetSocketAddress address = target;
    Socket daemon;
    try {
      daemon = new Socket(address.getAddress(), address.getPort());
    } catch (IOException _) {
      close(client); // nobody is there, and so nobody seems to be here
      return;
    }
    open.add(daemon);
    long most = limit;
    boolean cut = cuts;
    Thread.ofVirtual().start(() -> copy(client, daemon, most, cut));
    Thread.ofVirtual().start(() -> copy(daemon, client, Long.MAX_VALUE, true));
  }

  private static void copy(Socket from, Socket to, long most, boolean cut) {
    byte[] octets = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long left = most;
      while (left > 0) {
        int read = in.read(octets, 0, (int) Math.min(octets.length, left));
        if (read < 0) {
          to.shutdownOutput();
          return;
        }
        out.write(octets, 0, read);
        left -= read;
      }
      if (cut) {
        from.close();
        to.close();
      }
    } catch (IOException _) {
      close(from); // one side is gone: so is the other
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Conduit::close);
  }
}
