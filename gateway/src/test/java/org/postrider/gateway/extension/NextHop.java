// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.extension;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.postrider.testkit.SocketHost;

/// A host with the extensions that it is told to have, which writes down what it gets. Its mailbox
/// `refused` is not there.
final class NextHop extends SocketHost {
  private static final String STARTTLS = "STARTTLS";

  private final SSLContext tls;
  private final List<String> extensions;
  private final List<String> record = new CopyOnWriteArrayList<>();

  private NextHop(SSLContext tls, List<String> extensions) throws IOException {
    this.tls = tls;
    this.extensions = List.copyOf(extensions);
  }

  static NextHop open(SSLContext tls, List<String> extensions) throws IOException {
    NextHop hop = new NextHop(tls, extensions);
    hop.start();
    return hop;
  }

  /// What came, a line for each command of a transaction, and for the content.
  List<String> record() {
    return record;
  }

  @Override
  protected void talk(Socket socket) throws IOException {
    say(socket.getOutputStream(), "220 hop.test");
    if (talk(socket.getInputStream(), socket.getOutputStream(), false)) {
      SSLSocket secured =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, null, port(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      record.add("TLS");
      talk(secured.getInputStream(), secured.getOutputStream(), true);
    }
  }

  /// Whether TLS was asked for.
  private boolean talk(InputStream from, OutputStream out, boolean secured) throws IOException {
    InputStream in = new BufferedInputStream(from);
    while (true) {
      String line = line(in);
      String verb = line.split("[ :]", 2)[0];
      switch (verb) {
        case "EHLO" -> say(out, offer(secured));
        case STARTTLS -> {
          say(out, "220 go");
          return true;
        }
        case "MAIL" -> {
          record.add(readable(line) + (in.available() > 0 ? " (and more)" : ""));
          say(out, "250 ok");
        }
        case "RCPT" -> {
          record.add(readable(line));
          say(out, line.contains("refused@") ? refusal() : "250 ok");
        }
        case "DATA" -> {
          say(out, "354 go");
          record.add(("DATA " + data(in)).strip());
          say(out, "250 got it");
        }
        case "BDAT" -> {
          byte[] chunk = in.readNBytes(Integer.parseInt(line.split(" ")[1]));
          record.add(line.replaceAll("[0-9]+", "n") + " " + behindTrace(chunk));
          say(out, "250 got it");
        }
        case "QUIT" -> {
          say(out, "221 bye");
          return false;
        }
        default -> say(out, "250 ok");
      }
    }
  }

  private String offer(boolean secured) {
    StringBuilder lines = new StringBuilder("250-hop.test");
    for (String each : extensions) {
      boolean underTls = each.equals("REQUIRETLS");
      boolean now = each.equals(STARTTLS) ? !secured : secured || !underTls;
      lines.append(now ? "\r\n250-" + each : "");
    }
    return lines + "\r\n250 HELP";
  }

  private String refusal() {
    return extensions.contains("ENHANCEDSTATUSCODES") ? "550 5.1.1 nobody" : "550 nobody";
  }

  private static String data(InputStream in) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String line = line(in); !line.equals("."); line = line(in)) {
      String text = line.startsWith(".") ? line.substring(1) : line;
      content.writeBytes((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    return behindTrace(content.toByteArray());
  }

  private static String behindTrace(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return readable(text.replaceFirst("(?s)^Received:.*?\r\n(?=[^ \t])", ""));
  }

  /// On one line, with octets in figures where they are no printable ASCII.
  private static String readable(String octets) {
    StringBuilder readable = new StringBuilder();
    for (char c : octets.replace("\r\n", "|").toCharArray()) {
      readable.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("<%02x>", (int) c));
    }
    return readable.toString();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the gateway has gone after " + line);
      }
      line.append((char) octet);
    }
    return line.toString().replace("\r", "");
  }
}
