// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Sends one message after the other, of sizes from a few octets to a megabyte, and enters each 250
/// in the ledger. When the connection breaks it waits until the server is up and goes on with
/// another message, on a thread of its own.
final class LoadClient implements Runnable {
  private static final int REPLY_MILLIS = 120_000;
  private static final int MOST_MESSAGES = 20;

  private final BuiltServer server;
  private final Ledger ledger;
  private final Random random;
  private final String name;
  private final Thread thread;
  private final int mostOctets;
  private volatile boolean ended;
  private int number;

  private LoadClient(BuiltServer server, Ledger ledger, String name, long seed, int mostOctets) {
    this.mostOctets = mostOctets;
    this.server = server;
    this.ledger = ledger;
    this.name = name;
    random = new Random(seed);
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
  }

  /// One that sends messages of all sizes up to `mostOctets`.
  static LoadClient of(BuiltServer server, Ledger ledger, String name, long seed, int mostOctets) {
    return new LoadClient(server, ledger, name, seed, mostOctets);
  }

  LoadClient start() {
    thread.start();
    return this;
  }

  /// Makes it end after the message it is at, and waits.
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        server.awaitUp();
        session();
      } catch (IOException e) {
        // The server was killed under us, which is the point: go on when it is back.
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void session() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(REPLY_MILLIS);
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      expect(in, "220");
      say(in, out, "EHLO client.accounting.test", "250");
      int messages = random.nextInt(1, MOST_MESSAGES);
      for (int i = 0; i < messages && !ended; i++) {
        message(in, out);
      }
      say(in, out, "QUIT", "221");
    }
  }

  private void message(InputStream in, OutputStream out) throws IOException {
    say(in, out, "MAIL FROM:<author@accounting.test>", "250");
    say(in, out, "RCPT TO:<" + name + "@sink.test>", "250");
    say(in, out, "DATA", "354");
    byte[] text = text();
    String digest = Ledger.digest(text, 0, text.length);
    ledger.sending(digest);
    stuff(out, text);
    say(in, out, ".", "250");
    ledger.acknowledge(digest);
  }

  /// Lines of all lengths, many of which begin with a dot.
  private byte[] text() {
    var text = new ByteArrayOutputStream();
    text.writeBytes(Ledger.FIRST_FIELD);
    text.writeBytes(ascii(name + "-" + ++number + "\r\nSubject: accounting\r\n\r\n"));
    int size = size();
    while (text.size() < size) {
      text.writeBytes(ascii(".".repeat(random.nextInt(3))));
      byte[] line = new byte[random.nextInt(120)];
      random.nextBytes(line);
      for (int i = 0; i < line.length; i++) {
        line[i] = (byte) (' ' + (line[i] & 63));
      }
      text.writeBytes(line);
      text.writeBytes(ascii("\r\n"));
    }
    return text.toByteArray();
  }

  private int size() {
    int dice = random.nextInt(200);
    int size = dice == 0 ? 1 << 20 : dice < 10 ? 1 << 16 : random.nextInt(8_000);
    return Math.min(size, mostOctets);
  }

  /// RFC 5321 §4.5.2.
  private static void stuff(OutputStream out, byte[] text) throws IOException {
    boolean lineStart = true;
    for (byte octet : text) {
      if (lineStart && octet == '.') {
        out.write('.');
      }
      out.write(octet);
      lineStart = octet == '\n';
    }
  }

  private static void say(InputStream in, OutputStream out, String line, String code)
      throws IOException {
    out.write(ascii(line + "\r\n"));
    out.flush();
    expect(in, code);
  }

  private static void expect(InputStream in, String code) throws IOException {
    String line;
    do {
      line = line(in);
    } while (line.startsWith("-", 3));
    if (!line.startsWith(code)) {
      throw new IOException("not " + code + ": " + line);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      line.write(octet);
      octet = in.read();
    }
    if (octet < 0) {
      throw new IOException("the connection ended");
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
