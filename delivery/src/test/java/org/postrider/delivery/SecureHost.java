// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.SocketHost;

/// A host on a loopback port that takes all mail, with STARTTLS where it has a context for it, and
/// keeps who got mail over which connection.
final class SecureHost extends SocketHost {
  private final @Nullable SSLContext tls;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final List<String> senders = new CopyOnWriteArrayList<>();
  private volatile boolean promises;

  private SecureHost(@Nullable SSLContext tls) throws IOException {
    this.tls = tls;
  }

  static SecureHost open(@Nullable SSLContext tls) throws IOException {
    SecureHost host = new SecureHost(tls);
    host.start();
    return host;
  }

  /// `number path`, for each recipient that was named, with the number of its connection.
  List<String> recipients() {
    return recipients;
  }

  /// What followed `MAIL FROM:` in all sessions.
  List<String> senders() {
    return senders;
  }

  /// Offers REQUIRETLS from now on, under TLS.
  void promise() {
    promises = true;
  }

  @Override
  protected void talk(Socket socket) throws IOException {
    int number = connections.incrementAndGet();
    say(socket.getOutputStream(), "220 hi");
    if (!talk(socket, number, tls != null)) {
      return;
    }
    SSLContext context = tls;
    if (context != null) {
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, null, port(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      talk(secured, number, false);
    }
  }

  /// Whether the client has said STARTTLS.
  private boolean talk(Socket socket, int number, boolean offering) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    OutputStream out = socket.getOutputStream();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line.toUpperCase(Locale.ROOT).substring(0, 4)) {
        case "EHLO" ->
            say(
                out,
                offering
                    ? "250-host\r\n250 STARTTLS"
                    : promises && socket instanceof SSLSocket
                        ? "250-host\r\n250 REQUIRETLS"
                        : "250 host");
        case "MAIL" -> {
          senders.add(line.substring(10));
          say(out, "250 ok");
        }
        case "STAR" -> {
          say(out, "220 go");
          return true;
        }
        case "RCPT" -> {
          recipients.add(number + " " + line.substring(8));
          say(out, "250 ok");
        }
        case "DATA" -> {
          say(out, "354 go");
          for (String text = in.readLine(); text != null && !text.equals("."); ) {
            text = in.readLine();
          }
          say(out, "250 2.0.0 got it");
        }
        case "QUIT" -> {
          say(out, "221 bye");
          return false;
        }
        default -> say(out, "250 ok");
      }
    }
    return false;
  }
}
