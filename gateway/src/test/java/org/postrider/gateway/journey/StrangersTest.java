// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.Waits;

/// The built program, and strangers from several addresses of this machine who are listed in a real
/// name server, come for the first time, come too often, or talk too early.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersTest {
  private static final String LISTED = "127.0.0.2";
  private static final String NEW = "127.0.0.3";
  private static final String OFTEN = "127.0.0.4";
  private static final String EARLY = "127.0.0.5";
  private static final String PATIENT = "127.0.0.6";

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    NameServer dns =
        running.add(
            NameServer.start(
                Files.createDirectory(directory.resolve("dns")),
                Map.of(
                    "bl.test",
                    """
                    bad.test IN A 127.0.0.2
                    bad.test IN TXT "ask postmaster@bl.test"
                    """)));
    Path home = directory.resolve("gateway");
    running
        .add(BuiltServer.keeping(home, mx, "home.test", configuration(dns.address().getPort())))
        .start();
  }

  private String configuration(int dns) {
    return """
    [delivery]
    resolvers = ["127.0.0.1:%d"]
    [plugins.pre-greet]
    wait = "2s"
    friends = ["127.0.0.0/30", "127.0.0.4"]
    [plugins.limits]
    limits = ["3 messages per address in 1h"]
    friends = ["127.0.0.2", "127.0.0.3", "127.0.0.5", "127.0.0.6"]
    [plugins.dnsbl]
    senders = ["bl.test"]
    [plugins.greylist]
    least = "2s"
    ipv4-bits = 32
    friends = ["127.0.0.1", "127.0.0.2", "127.0.0.4", "127.0.0.5", "127.0.0.6"]
    """
        .formatted(dns);
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  @Test
  void whoIsListedHearsWhyAndByWhom() throws Exception {
    try (Talk talk = Talk.from(LISTED, mx)) {
      talk.ask("EHLO client.example");
      assertThat(talk.ask("MAIL FROM:<a@bad.test>"))
          .isEqualTo(
              "550 5.7.1 The sender's domain bad.test is listed by bl.test:"
                  + " ask postmaster@bl.test");
      assertThat(talk.ask("MAIL FROM:<a@good.test>")).startsWith("250");
    }
  }

  private String rcpt() throws IOException {
    try (Talk talk = Talk.from(NEW, mx)) {
      talk.ask("EHLO client.example");
      talk.ask("MAIL FROM:<a@good.test>");
      return talk.ask("RCPT TO:<b@home.test>");
    }
  }

  @Test
  void whoComesForTheFirstTimeIsTakenWhenHeComesBackLater() throws Exception {
    assertThat(rcpt()).startsWith("450 4.7.1 We do not know you yet");
    assertThat(rcpt()).startsWith("450 4.7.1");
    await().atMost(Waits.LONGEST).until(() -> rcpt().startsWith("250"));
    assertThat(rcpt()).startsWith("250");
  }

  @Test
  void whoComesTooOftenIsRefusedFromTheFirstThatIsTooMany() throws Exception {
    try (Talk talk = Talk.from(OFTEN, mx)) {
      talk.ask("EHLO client.example");
      for (int i = 0; i < 3; i++) {
        assertThat(talk.ask("MAIL FROM:<a@good.test>")).startsWith("250");
        talk.ask("RSET");
      }
      assertThat(talk.ask("MAIL FROM:<a@good.test>"))
          .isEqualTo("450 4.7.1 You send more than we take in this time; try again later");
    }
  }

  @Test
  void whoTalksTooEarlyIsNotGreeted() throws Exception {
    try (Talk talk = Talk.silent(EARLY, mx)) {
      assertThat(talk.ask("EHLO client.example"))
          .isEqualTo("554 5.5.0 You spoke before you were greeted");
    }
  }

  @Test
  void whoWaitsIsGreetedAndNeedNotWaitAgain() throws Exception {
    Command sent =
        Command.swaks(
            mx, "--local-interface", PATIENT, "--from", "a@good.test", "--to", "b@home.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    try (Talk talk = Talk.silent(PATIENT, mx)) {
      assertThat(talk.ask("EHLO client.example")).startsWith("220 mx.home.test");
      assertThat(talk.ask("MAIL FROM:<a@good.test>")).startsWith("250");
    }
  }
}
