// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// One SMTP session of the test client, step by step and without hurry.
final class SendDialogue implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int LONGEST_LINE = 4_096;
  private static final int MOST_LINES = 500;

  /// Hears each line: who said it (`C:`, `S:` or `--`), and what.
  interface Transcript {
    void line(String who, String text);
  }

  private final String host;
  private final Transcript transcript;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private List<String> extensions = List.of();

  private SendDialogue(String host, Socket socket, Transcript transcript) throws IOException {
    this.host = host;
    this.socket = socket;
    this.transcript = transcript;
    in = new BufferedInputStream(socket.getInputStream());
    out = new BufferedOutputStream(socket.getOutputStream());
  }

  /// Connects, says EHLO and encrypts as `tls` demands.
  static SendDialogue open(String host, int port, String tls, Transcript transcript)
      throws IOException, Failure {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    } catch (IOException e) {
      socket.close();
      throw Failure.of("cannot connect to " + host + ":" + port + ": " + e.getMessage());
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    SendDialogue dialogue = new SendDialogue(host, socket, transcript);
    if (tls.equals("implicit")) {
      dialogue.secure(false);
    }
    dialogue.expect("2");
    dialogue.hello();
    if (tls.equals("encrypt") || tls.equals("verify") || tls.equals("may")) {
      dialogue.startTls(tls);
    }
    return dialogue;
  }

  private void hello() throws IOException, Failure {
    say("EHLO localhost");
    extensions = expect("2").stream().map(line -> line.toUpperCase(Locale.ROOT)).toList();
  }

  private boolean offers(String keyword) {
    return extensions.stream()
        .anyMatch(line -> line.equals(keyword) || line.startsWith(keyword + " "));
  }

  private void startTls(String tls) throws IOException, Failure {
    if (offers("STARTTLS")) {
      say("STARTTLS");
      expect("2");
      secure(tls.equals("verify"));
      hello();
    } else if (!tls.equals("may")) {
      throw Failure.of("the server does not offer STARTTLS");
    }
  }

  private void secure(boolean verify) throws IOException, Failure {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, verify ? null : new TrustManager[] {new Anyone()}, null);
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
      if (verify) {
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
      }
      secured.startHandshake();
      transcript.line(
          "--", secured.getSession().getProtocol() + " " + secured.getSession().getCipherSuite());
      socket = secured;
      in = new BufferedInputStream(socket.getInputStream());
      out = new BufferedOutputStream(socket.getOutputStream());
    } catch (GeneralSecurityException | SSLException e) {
      throw Failure.of("no encryption with " + host + ": " + e.getMessage());
    }
  }

  /// Authenticates by PLAIN, and only where the connection is encrypted.
  void authenticate(String user, String password) throws IOException, Failure {
    if (!(socket instanceof SSLSocket)) {
      throw Failure.of("the connection is not encrypted, and no password is sent in the clear");
    }
    String initial = "\0" + user + "\0" + password;
    String encoded = Base64.getEncoder().encodeToString(initial.getBytes(StandardCharsets.UTF_8));
    transcript.line("C:", "AUTH PLAIN (not shown)");
    write("AUTH PLAIN " + encoded);
    expect("2");
  }

  /// Sends one message.
  void send(String from, List<String> to, byte[] message) throws IOException, Failure {
    boolean utf8 = !StandardCharsets.US_ASCII.newEncoder().canEncode(from + String.join("", to));
    say(
        "MAIL FROM:<"
            + from
            + ">"
            + (offers("8BITMIME") ? " BODY=8BITMIME" : "")
            + (utf8 ? " SMTPUTF8" : ""));
    expect("2");
    for (String recipient : to) {
      say("RCPT TO:<" + recipient + ">");
      expect("2");
    }
    say("DATA");
    expect("3");
    transcript.line("C:", "(" + message.length + " octets)");
    out.write(stuffed(message));
    out.flush();
    expect("2");
    say("QUIT");
    expect("2");
  }

  /// The message with CR LF line ends and doubled leading dots, ended by the lone dot.
  static byte[] stuffed(byte[] message) {
    ByteArrayOutputStream stuffed = new ByteArrayOutputStream(message.length + 64);
    byte before = '\n';
    for (byte octet : message) {
      if (octet == '\r') {
        continue;
      }
      if (octet == '.' && before == '\n') {
        stuffed.write('.');
      }
      if (octet == '\n') {
        stuffed.write('\r');
      }
      stuffed.write(octet);
      before = octet;
    }
    stuffed.writeBytes(
        (before == '\n' ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
    return stuffed.toByteArray();
  }

  private void say(String line) throws IOException {
    transcript.line("C:", line);
    write(line);
  }

  private void write(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /// Reads a reply whose code begins with `digit`; the texts of its lines.
  private List<String> expect(String digit) throws IOException, Failure {
    List<String> texts = new ArrayList<>();
    boolean more = true;
    String line = "";
    while (more) {
      line = read();
      transcript.line("S:", line);
      more = line.length() > 3 && line.charAt(3) == '-';
      texts.add(line.length() > 4 ? line.substring(4) : "");
      if (texts.size() > MOST_LINES) {
        throw Failure.of("the server's reply has no end");
      }
    }
    if (!line.startsWith(digit)) {
      throw Failure.of("the server said " + line);
    }
    return texts;
  }

  private String read() throws IOException, Failure {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet >= 0 && octet != '\n' && line.size() < LONGEST_LINE) {
      line.write(octet);
      octet = in.read();
    }
    if (octet < 0) {
      throw Failure.of("the server closed the connection");
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// Takes any certificate: what is tried here is often self-signed.
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
