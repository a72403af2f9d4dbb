// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A host on a loopback port, each of whose clients has a thread. A client may break off; whatever
/// else goes wrong while it is talked to is thrown by [#close].
public abstract class SocketHost implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  /// Listens, and takes nobody before [#start].
  protected SocketHost() throws IOException {}

  /// Begins to take clients; to be called when the host is made whole.
  protected final void start() {
    Thread.ofVirtual().start(this::accept);
  }

  /// Where it listens.
  public final int port() {
    return listening.getLocalPort();
  }

  /// Talks to a client until one of both has had enough; an `IOException` means that the client
  /// has.
  protected abstract void talk(Socket socket) throws IOException, InterruptedException;

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        faults.add(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true); // several short replies in a row
      talk(socket);
    } catch (IOException gone) {
      return; // the client has broken off
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      faults.add(e);
    }
  }

  /// Sends a line.
  protected static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    if (!faults.isEmpty()) {
      throw new AssertionError(
          "the host went wrong, " + faults.size() + " times", faults.getFirst());
    }
  }
}
