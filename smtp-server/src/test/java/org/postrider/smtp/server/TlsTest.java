// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

class TlsTest {
  @TempDir static Path shared;
  private static TestCertificate certificate;
  private static TestCertificate other;
  @TempDir Path folder;
  private RunningServer running;

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.make(shared, "mx.local.example");
    other = TestCertificate.make(shared, "new.example");
  }

  @BeforeEach
  void start() throws Exception {
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    running = RunningServer.startSecured(folder, RunningServer.LIMITS, RunningServer.policies());
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private RunningServer.Client secured() throws Exception {
    RunningServer.Client client =
        new RunningServer.Client(Wire.to(running.address("mx"), certificate.client()));
    client.reply();
    client.ask("EHLO client.example");
    client.ask("STARTTLS");
    client.secure();
    return client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaks(String protocol) throws Exception {
    assertThat(handshake(protocol)).startsWith("220 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void doesNotSpeak(String protocol) { // RFC 8996 §1
    assertThatThrownBy(() -> handshake(protocol)).isInstanceOf(SSLHandshakeException.class);
  }

  private String handshake(String protocol) throws Exception {
    InetSocketAddress address = running.address("submissions");
    SSLContext context = certificate.client();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(Wire.PATIENCE_MILLIS);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      return new String(socket.getInputStream().readNBytes(8), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void theTraceFieldTellsOfTls() throws Exception {
    try (RunningServer.Client client = secured()) {
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("250");
    }
    assertThat(running.text(running.queued().getFirst()))
        .contains("using TLSv1.3 TLS_")
        .contains(" with ESMTPS id "); // RFC 3848
  }

  /// RFC 3207 §4.2: what is sent in the clear behind STARTTLS is neither answered nor kept.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "STARTTLS\r\nEHLO injected.example\r\n",
        "starttls\r\nmail from:<injected@b.example>\r\n",
        "STARTTLS\r\nRSET\r\n",
        "EHLO c\r\nMAIL FROM:<a@b.example>\r\nSTARTTLS\r\nRCPT TO:<c@local.example>\r\n",
        "STARTTLS\r\n\r\n",
        "STARTTLS\r\nx",
      })
  void octetsInTheClearBehindStartTlsEndTheSession(String group) throws Exception {
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      client.say(group);
      String reply = client.reply();
      while (reply.startsWith("250")) {
        reply = client.reply();
      }
      assertThat(reply).startsWith("503 5.5.1");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void noTlsWhereTlsIsExpectedEndsTheConnection() throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(running.address("submissions"));
      socket.setSoTimeout(Wire.PATIENCE_MILLIS);
      socket.getOutputStream().write("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] rest = socket.getInputStream().readAllBytes();
      assertThat(new String(rest, StandardCharsets.ISO_8859_1)).doesNotContain("220", "250");
    }
  }

  @Test
  void aChangedCertificateIsFoundWithoutBeingTold() throws Exception {
    other.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() -> assertThat(shown()).isEqualTo("CN=new.example"));
  }

  @Test
  void aReloadShowsTheNewCertificateAtOnce() throws Exception {
    other.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    running.server.reload(
        running.settings(RunningServer.LIMITS, RunningServer.AUTH), RunningServer.policies());
    assertThat(shown()).isEqualTo("CN=new.example");
  }

  /// Whom the certificate names that is shown now; any is taken.
  private String shown() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    InetSocketAddress address = running.address("submissions");
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void opensslBeginsTlsByStartTls() throws Exception {
    Path openssl = Outside.program("openssl");
    InetSocketAddress address = running.address("mx");
    Process process =
        new ProcessBuilder(
                openssl.toString(),
                "s_client",
                "-starttls",
                "smtp",
                "-quiet",
                "-CAfile",
                folder.resolve("cert.pem").toString(),
                "-verify_return_error",
                "-connect",
                "127.0.0.1:" + address.getPort())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().write("EHLO client.example\r\nQUIT\r\n".getBytes());
    process.getOutputStream().flush();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.destroy();
    assertThat(said).contains("250-DSN", "250 REQUIRETLS", "221 2.0.0 Bye");
  }
}
