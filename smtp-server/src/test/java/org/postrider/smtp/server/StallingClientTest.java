// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

/// Clients that fall silent where a step takes more than one line: in AUTH, and in the handshake of
/// TLS. [HostileClientTest] has those that do so between commands and in content.
class StallingClientTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(600);

  @TempDir static Path folder;
  private static TestCertificate certificate;

  @BeforeAll
  static void make() throws Exception {
    certificate = TestCertificate.make(folder, "mx.local.example");
    certificate.write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  private static RunningServer start(Duration patience) throws IOException {
    SessionLimits limits =
        new SessionLimits(
            100, 100, 65_536, 100, 100, 20, patience, LONG, LONG, 50, 16_384, 0, Duration.ZERO);
    return RunningServer.startSecured(folder, limits, RunningServer.policies());
  }

  private static RunningServer.Client connect(RunningServer running, String listener)
      throws Exception {
    return new RunningServer.Client(Wire.to(running.address(listener), certificate.client()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH PLAIN", "AUTH LOGIN", "AUTH LOGIN YWxpY2U="})
  void inTheMidstOfAuthItIsToldSo(String command) throws Exception {
    try (RunningServer running = start(SHORT);
        RunningServer.Client client = connect(running, "submission")) {
      client.reply();
      client.ask("STARTTLS");
      client.secure();
      client.ask("EHLO client.example");
      assertThat(client.ask(command)).startsWith("334 ");
      assertThat(client.reply()).startsWith("421 4.4.2");
      assertThat(client.isClosed()).isTrue();
      assertThat(running.refusals()).containsExactly("session 421 4.4.2");
    }
  }

  /// Nothing can be said in the midst of a handshake, so the connection ends without a word; the
  /// log has it.
  @ParameterizedTest
  @CsvSource({"mx, 0", "mx, 100", "submissions, 0", "submissions, 100"})
  void inTheMidstOfAHandshakeItIsCutOff(String listener, int octets) throws Exception {
    try (RunningServer running = start(SHORT);
        RunningServer.Client client = connect(running, listener)) {
      begin(client, listener, octets);
      assertThat(client.reply()).isEmpty();
      assertThat(client.isClosed()).isTrue();
      assertThat(running.refusals()).containsExactly("session 421 4.4.2");
      assertThat(details(running)).contains("handshake");
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
    }
  }

  private static void begin(RunningServer.Client client, String listener, int octets)
      throws Exception {
    if (listener.equals("mx")) {
      client.reply();
      assertThat(client.ask("STARTTLS")).startsWith("220 ");
    }
    SSLEngine engine = certificate.client().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    assertThat(hello.position()).isGreaterThan(octets);
    client.say(new String(hello.array(), 0, octets, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mx", "submissions"})
  void aHandshakeUnderWayDoesNotKeepTheServerFromStopping(String listener) throws Exception {
    try (RunningServer running = start(LONG);
        RunningServer.Client client = connect(running, listener)) {
      begin(client, listener, 100);
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isOne());
      long began = System.nanoTime();
      running.server.drain(Duration.ofMinutes(10));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
      assertThat(client.isClosed()).isTrue();
      assertThat(running.refusals()).containsExactly("session 421 4.3.2");
    }
  }

  @Test
  void aHandshakeThatFailsIsToldOf() throws Exception {
    try (RunningServer running = start(SHORT);
        RunningServer.Client client = connect(running, "submissions")) {
      client.say("EHLO client.example\r\n".repeat(1_000));
      client.reply();
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(details(running)).isEqualTo("what came is not TLS"));
      assertThat(running.refusals()).containsExactly("session 421 4.7.0");
    }
  }

  @Test
  void aClientThatOnlyLooksWhetherSomebodyIsThereIsNotToldOf() throws Exception {
    try (RunningServer running = start(SHORT)) {
      connect(running, "submissions").close();
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
      assertThat(running.refusals()).isEmpty();
    }
  }

  /// What is told besides the reply, of the one refusal.
  private static String details(RunningServer running) {
    return running.told.stream()
        .filter(Told.Refused.class::isInstance)
        .map(told -> ((Told.Refused) told).detail())
        .reduce("", String::concat);
  }
}
