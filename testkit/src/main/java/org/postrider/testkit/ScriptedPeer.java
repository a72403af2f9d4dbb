// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A server on a loopback port that plays scripts: the first connection the first, and so on; the
/// last serves all that follow. Lines are written as for [Dialogue], from the other side: `S:` and
/// `S|` are sent, `C:` is a line that must come. Things to do:
///
/// - `! data` takes content up to its end, CR LF . CR LF
/// - `! chunk` takes a BDAT and as many octets as it names
/// - `! tls` changes to TLS, as the server
/// - `! stall` says nothing more until the client or the test ends it
/// - `! close` closes, as does the end of the script
/// - `! reset` breaks the connection off
///
/// A client that does not do as expected is disconnected, and [#close] throws what was wrong. All
/// octets are kept. Any thread.
public final class ScriptedPeer implements AutoCloseable {
  private final List<Script> scripts;
  private final @Nullable SSLContext tls;
  private final ServerSocket listening;
  private final List<ByteArrayOutputStream> received = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<String> broken = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);

  private ScriptedPeer(List<Script> scripts, @Nullable SSLContext tls) throws IOException {
    this.scripts = scripts;
    this.tls = tls;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /// Listens, without TLS.
  public static ScriptedPeer open(String... scripts) throws IOException {
    return open(null, scripts);
  }

  /// Listens; `tls` is what `! tls` uses.
  public static ScriptedPeer open(@Nullable SSLContext tls, String... scripts) throws IOException {
    List<Script> parsed =
        List.of(scripts).stream().map(script -> Script.parse("peer", script)).toList();
    ScriptedPeer peer = new ScriptedPeer(parsed, tls);
    Thread.ofVirtual().name("scripted-peer").start(peer::accept);
    return peer;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  /// The port it listens on.
  public int port() {
    return listening.getLocalPort();
  }

  /// How many connections there have been.
  public int connections() {
    return received.size();
  }

  /// All octets of one connection so far, counted from 0; after `! tls` as they were deciphered.
  public byte[] received(int connection) {
    return received.get(connection).toByteArray();
  }

  /// The same as text.
  public String text(int connection) {
    return new String(received(connection), StandardCharsets.UTF_8);
  }

  /// What clients did that was not expected, so far.
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /// Which connections ended in an error of the network or of TLS; no fault by itself.
  public List<String> broken() {
    return List.copyOf(broken);
  }

  /// Ends all connections; throws `AssertionError` where a client did not do as expected.
  @Override
  public void close() throws IOException {
    closing.countDown();
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n", faults));
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Script script = scripts.get(Math.min(received.size(), scripts.size() - 1));
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        received.add(heard);
        open.add(socket);
        if (closing.getCount() == 0) {
          socket.close();
        }
        Thread.ofVirtual().name("scripted-peer").start(() -> serve(socket, script, heard));
      }
    } catch (IOException e) {
      if (!listening.isClosed()) {
        faults.add("accepting failed: " + e);
      }
    }
  }

  private void serve(Socket socket, Script script, ByteArrayOutputStream heard) {
    try (socket;
        Session session = new Session(socket, heard)) {
      for (Script.Step step : script.steps()) {
        String fault = session.play(script, step);
        if (fault != null) {
          faults.add(script.name() + ":" + step.line() + ": " + fault);
          return;
        }
      }
    } catch (IOException e) {
      broken.add(e.toString());
    } finally {
      open.remove(socket);
    }
  }

  /// One connection, by its own thread.
  private final class Session implements AutoCloseable {
    private final ByteArrayOutputStream heard;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Session(Socket socket, ByteArrayOutputStream heard) throws IOException {
      this.socket = socket;
      this.heard = heard;
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }

    /// Gives what the client did wrong, or null.
    @Nullable String play(Script script, Script.Step step) throws IOException {
      if (step.isBy('!')) {
        return act(step.text());
      }
      if (step.isBy('S')) {
        out.write(script.octets(step));
        out.flush();
        return null;
      }
      String line = line();
      boolean fits = line != null && Script.matches(step.text(), line);
      return fits ? null : "expected " + step.text() + " but there was " + line;
    }

    private @Nullable String act(String what) throws IOException {
      switch (what) {
        case "data" -> {
          for (String line = line(); !".".equals(line); line = line()) {
            if (line == null) {
              return "the content has no end";
            }
          }
        }
        case "chunk" -> {
          return chunk(line());
        }
        case "tls" -> secure();
        case "stall" -> {
          while (closing.getCount() > 0 && receive() >= 0) {
            // whatever comes is only written down
          }
        }
        case "close" -> socket.close();
        case "reset" -> {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        default -> {
          return "no such thing to do: " + what;
        }
      }
      return null;
    }

    private @Nullable String chunk(@Nullable String line) throws IOException {
      if (line == null || !line.matches("BDAT \\d+( LAST)?")) {
        return "expected BDAT but there was " + line;
      }
      for (long left = Long.parseLong(line.split(" ")[1]); left > 0; left--) {
        if (receive() < 0) {
          return left + " octets are missing";
        }
      }
      return null;
    }

    private void secure() throws IOException {
      if (tls == null) {
        throw new IOException("this peer has no TLS context");
      }
      SSLSocket secured =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      socket = secured;
      in = secured.getInputStream();
      out = secured.getOutputStream();
    }

    /// The next line without its CR LF; null where the client closed before its end.
    private @Nullable String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int before = 0;
      for (int octet = receive(); octet >= 0; octet = receive()) {
        line.write(octet);
        if (octet == '\n' && before == '\r') {
          return new String(line.toByteArray(), 0, line.size() - 2, StandardCharsets.UTF_8);
        }
        before = octet;
      }
      return null;
    }

    private int receive() throws IOException {
      int octet = in.read();
      if (octet >= 0) {
        heard.write(octet);
      }
      return octet;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
