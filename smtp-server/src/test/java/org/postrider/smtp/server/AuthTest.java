// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Wire;

class AuthTest {
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

  @ParameterizedTest
  @CsvSource({
    "submission, --tls, PLAIN",
    "submission, --tls, LOGIN",
    "submissions, --tlsc, PLAIN",
    "submissions, --tlsc, LOGIN",
  })
  void swaksLogsIn(String listener, String tls, String mechanism) throws Exception {
    Path swaks = Outside.program("swaks");
    Process process =
        new ProcessBuilder(
                swaks.toString(),
                "--server",
                "127.0.0.1:" + running.address(listener).getPort(),
                tls,
                "--auth",
                mechanism,
                "--auth-user",
                "alice",
                "--auth-password",
                "rabbit",
                "--from",
                "a@b.example",
                "--to",
                "c@elsewhere.example")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(running.queued()).hasSize(1);
    assertThat(running.queued().getFirst().envelope().account()).isEqualTo("alice");
    assertThat(running.text(running.queued().getFirst())).contains(" with ESMTPSA id ");
    assertThat(running.told)
        .filteredOn(Told.Accepted.class::isInstance)
        .map(told -> ((Told.Accepted) told).mail().mechanism())
        .containsExactly(mechanism);
  }

  private RunningServer.Client submission() throws Exception {
    RunningServer.Client client =
        new RunningServer.Client(Wire.to(running.address("submissions"), certificate.client()));
    client.secure();
    client.reply();
    client.ask("EHLO client.example");
    return client;
  }

  /// Where passwords can be checked but nobody knows a verifier, SCRAM would only fail.
  @Test
  void scramIsOfferedWhereItCanProveSomebody() throws Exception {
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask("EHLO a.example"))
          .contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
    }
    running.server.reload(
        running.settings(RunningServer.LIMITS, RunningServer.AUTH), Rabbit.policies(List.of()));
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask("EHLO a.example")).contains("AUTH PLAIN LOGIN");
      assertThat(client.ask("AUTH SCRAM-SHA-256 biws")).startsWith("504 5.5.4");
      assertThat(client.ask(plain("alice", "rabbit"))).startsWith("235 2.7.0");
    }
  }

  /// RFC 5802 §5, as a client goes through it.
  @Test
  void scramProvesBothSides() throws Exception {
    try (RunningServer.Client client = submission()) {
      assertThat(Rabbit.signIn(client, "SCRAM-SHA-256", "n", new byte[0])).startsWith("235 2.7.0");
      assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250");
    }
  }

  private static String plain(String name, String password) {
    byte[] octets = ("\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8);
    return "AUTH PLAIN " + Base64.getEncoder().encodeToString(octets);
  }

  @Test
  void failuresAreToldOfAndNeverThePassword() throws Exception {
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask(plain("alice", "s3cret"))).startsWith("535 5.7.8");
    }
    assertThat(running.told)
        .last()
        .isInstanceOfSatisfying(
            Told.Authenticated.class,
            told -> {
              assertThat(told.proved()).isFalse();
              assertThat(told.name()).isEqualTo("alice");
            });
    assertThat(running.told.toString()).doesNotContain("s3cret");
  }

  @Test
  void anAddressThatFailsTooOftenIsAskedToComeBackLater() throws Exception {
    limit(new AuthLimits(3, 1_000, Duration.ofMinutes(15), Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      try (RunningServer.Client client = submission()) {
        assertThat(client.ask(plain("guess" + i, "rabbit"))).startsWith("535 5.7.8");
      }
    }
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask(plain("alice", "rabbit"))).startsWith("454 4.7.0");
    }
  }

  @Test
  void anAccountThatIsGuessedAtTooOftenIsClosedForAWhile() throws Exception {
    limit(new AuthLimits(1_000, 2, Duration.ofMinutes(15), Duration.ZERO));
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask(plain("alice", "a"))).startsWith("535 5.7.8");
      assertThat(client.ask(plain("ALICE", "b"))).startsWith("535 5.7.8");
      assertThat(client.ask(plain("alice", "rabbit"))).startsWith("454 4.7.0");
    }
  }

  @Test
  void failuresAreForgottenAfterTheWindow() throws Exception {
    limit(new AuthLimits(1, 1, Duration.ofMillis(1), Duration.ZERO));
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask(plain("alice", "a"))).startsWith("535 5.7.8");
      String reply = client.ask(plain("alice", "rabbit"));
      while (reply.startsWith("454")) {
        reply = client.ask(plain("alice", "rabbit"));
      }
      assertThat(reply).startsWith("235 2.7.0");
    }
  }

  @Test
  void aFailureIsAnsweredLateAndTheNextLater() throws Exception {
    limit(new AuthLimits(100, 100, Duration.ofMinutes(15), Duration.ofMillis(50)));
    try (RunningServer.Client client = submission()) {
      long began = System.nanoTime();
      client.ask(plain("alice", "a"));
      client.ask(plain("alice", "b"));
      client.ask(plain("alice", "c"));
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofMillis(50 + 100 + 200));
    }
  }

  private void limit(AuthLimits limits) throws IOException {
    running.server.reload(running.settings(RunningServer.LIMITS, limits), Rabbit.policies());
  }

  @Test
  void whenNobodyCanSayTheClientIsAskedToComeBackLater() throws Exception {
    PolicySet base = Rabbit.policies();
    PolicySet broken =
        new PolicySet(
            base.connection(),
            base.hello(),
            List.of(
                RunningServer.asked(
                    "users",
                    Answer.pure(_ -> {
                      throw new IOException("the users file is on fire");
                    }))),
            List.of(
                RunningServer.asked(
                    "users",
                    _ -> {
                      throw new IOException("the users file is on fire");
                    })),
            base.mail(),
            base.relay(),
            base.recipient(),
            base.message());
    running.server.reload(running.settings(RunningServer.LIMITS, RunningServer.AUTH), broken);
    try (RunningServer.Client client = submission()) {
      assertThat(client.ask(plain("alice", "rabbit"))).startsWith("454 4.7.0");
      assertThat(client.ask("AUTH SCRAM-SHA-256 biwsbj1hbGljZSxyPWFiY2RlZmdoaWprbG1ub3A="))
          .startsWith("454 4.7.0");
    }
  }
}
