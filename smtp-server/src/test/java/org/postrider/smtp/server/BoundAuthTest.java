// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

/// SCRAM-SHA-256-PLUS over real TLS, whose other end computes the channel's data for itself.
class BoundAuthTest {
  private static final String PLUS = "SCRAM-SHA-256-PLUS";

  @TempDir static Path folder;
  private static TestCertificate certificate;
  private RunningServer running;

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  @BeforeEach
  void start() throws Exception {
    running = RunningServer.startSecured(folder, RunningServer.LIMITS, Rabbit.policies());
  }

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private RunningServer.Client secured(String listener, SSLContext trust) throws Exception {
    RunningServer.Client client =
        new RunningServer.Client(Wire.to(running.address(listener), trust));
    if (listener.equals("submission")) {
      client.reply();
      client.ask("EHLO a.example");
      client.ask("STARTTLS");
      client.secure();
    } else {
      client.secure();
      client.reply();
    }
    return client;
  }

  private static byte[] data(String type, SSLSession session) throws Exception {
    if (type.equals("tls-exporter")) {
      return ((ExtendedSSLSession) session)
          .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
    }
    X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
    String hash = shown.getSigAlgName().replaceAll("SHA(\\d+)with.*", "SHA-$1");
    return MessageDigest.getInstance(hash).digest(shown.getEncoded());
  }

  /// With one context for several connections, so that the later ones resume a session.
  @ParameterizedTest
  @ValueSource(strings = {"tls-exporter", "tls-server-end-point"})
  void bindsToTheChannel(String type) throws Exception {
    SSLContext trust = certificate.client();
    for (String listener : new String[] {"submissions", "submissions", "submission"}) {
      try (RunningServer.Client client = secured(listener, trust)) {
        assertThat(client.ask("EHLO a.example"))
            .contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
        byte[] data = data(type, client.session());
        assertThat(Rabbit.signIn(client, PLUS, "p=" + type, data)).startsWith("235 2.7.0");
        assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250");
      }
    }
  }

  @Test
  void refusesWhoIsAtTheEndOfAnotherChannel() throws Exception {
    SSLContext trust = certificate.client();
    try (RunningServer.Client client = secured("submissions", trust);
        RunningServer.Client other = secured("submissions", trust)) {
      client.ask("EHLO a.example");
      byte[] data = data("tls-exporter", other.session());
      assertThat(Rabbit.signIn(client, PLUS, "p=tls-exporter", data)).startsWith("535 5.7.8");
      byte[] random = "no hash at all".getBytes(StandardCharsets.US_ASCII);
      assertThat(Rabbit.signIn(client, PLUS, "p=tls-server-end-point", random))
          .startsWith("535 5.7.8");
      assertThat(Rabbit.signIn(client, PLUS, "p=tls-unique", random)).startsWith("535 5.7.8");
    }
  }

  /// RFC 5802 §6.
  @Test
  void seesWhereTheOfferWasHiddenFromTheClient() throws Exception {
    try (RunningServer.Client client = secured("submissions", certificate.client())) {
      client.ask("EHLO a.example");
      assertThat(Rabbit.signIn(client, "SCRAM-SHA-256", "y", new byte[0])).startsWith("535 5.7.8");
      assertThat(Rabbit.signIn(client, "SCRAM-SHA-256", "n", new byte[0])).startsWith("235 2.7.0");
    }
  }

  /// RFC 5802 §6.1: who offers it would have to know `tls-unique`.
  @Test
  void offersNoBindingBeforeTls13() throws Exception {
    SSLContext old = certificate.client("TLSv1.2");
    for (String listener : new String[] {"submissions", "submission"}) {
      try (RunningServer.Client client = secured(listener, old)) {
        assertThat(client.session().getProtocol()).isEqualTo("TLSv1.2");
        assertThat(client.ask("EHLO a.example")).contains("AUTH SCRAM-SHA-256 PLAIN LOGIN");
        byte[] data = data("tls-server-end-point", client.session());
        assertThat(Rabbit.signIn(client, PLUS, "p=tls-server-end-point", data))
            .startsWith("504 5.5.4");
        assertThat(Rabbit.signIn(client, "SCRAM-SHA-256", "y", new byte[0]))
            .startsWith("235 2.7.0");
      }
    }
  }
}
