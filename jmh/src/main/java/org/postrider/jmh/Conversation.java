// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client's side of a session, one command at a time. For one thread.
final class Conversation implements AutoCloseable {
  static final byte[] EHLO = line("EHLO client.example.org");
  static final byte[] MAIL = line("MAIL FROM:<alice@example.org>");
  static final byte[] RCPT = line("RCPT TO:<bob@example.net>");
  static final byte[] DATA = line("DATA");
  static final byte[] END = line(".");
  static final byte[] QUIT = line("QUIT");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Conversation(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /// Connects and greets.
  static Conversation open(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    var conversation = new Conversation(socket);
    conversation.expect('2');
    conversation.say(EHLO, '2');
    return conversation;
  }

  /// One transaction.
  void message(byte[] body) throws IOException {
    say(MAIL, '2');
    say(RCPT, '2');
    say(DATA, '3');
    out.write(body);
    say(END, '2');
  }

  /// Says QUIT and waits for the answer.
  @Override
  public void close() throws IOException {
    try (socket) {
      say(QUIT, '2');
    }
  }

  private void say(byte[] command, char kind) throws IOException {
    out.write(command);
    expect(kind);
  }

  /// Reads to the end of a reply's last line.
  private void expect(char kind) throws IOException {
    boolean last = false;
    while (!last) {
      int first = in.read();
      in.skipNBytes(2);
      last = in.read() == ' ';
      int octet = in.read();
      while (octet != '\n' && octet >= 0) {
        octet = in.read();
      }
      if (first != kind) {
        throw new IOException("not " + kind + ": " + first);
      }
    }
  }

  private static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
