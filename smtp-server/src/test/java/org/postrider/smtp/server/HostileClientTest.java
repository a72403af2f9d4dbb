// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Seed;
import org.postrider.testkit.Waits;

class HostileClientTest {
  private static final Pattern PAYLOAD =
      Pattern.compile(
          "\"name\": *\"([^\"]*)\".*?\"hex\": *\"([0-9a-f]*)\".*?\"expect\": *\"([^\"]*)\"",
          Pattern.DOTALL);

  private static SessionLimits impatient(Duration command, Duration data, Duration session) {
    return new SessionLimits(
        1_000, 1_000, 65_536, 100, 100, 20, command, data, session, 50, 16_384, 0, Duration.ZERO);
  }

  /// Every known way to make a server see an end of data that is none: the message that follows
  /// must not be taken as one.
  @Test
  void nobodySmugglesAMessage() throws IOException {
    String corpus = Files.readString(Outside.corpus("smuggling/payloads.json"));
    List<Executable> payloads = new ArrayList<>();
    Matcher payload = PAYLOAD.matcher(corpus);
    while (payload.find()) {
      String name = payload.group(1);
      byte[] octets = HexFormat.of().parseHex(payload.group(2));
      boolean ends = payload.group(3).equals("end");
      payloads.add(() -> smuggle(name, octets, ends));
    }
    assertThat(payloads).hasSizeGreaterThan(40);
    assertAll(payloads);
  }

  private static void smuggle(String name, byte[] payload, boolean ends) throws IOException {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      client.say("Subject: x\r\n\r\nhello");
      client.say(new String(payload, StandardCharsets.ISO_8859_1));
      client.say("MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@local.example>\r\nDATA\r\n");
      client.say("Subject: evil\r\n\r\nevil\r\n.\r\nQUIT\r\n");
      String reply = client.reply();
      while (!reply.isEmpty() && !reply.startsWith("221")) {
        reply = client.reply();
      }
      assertThat(running.queued())
          .as(name)
          .allMatch(item -> ends || !item.envelope().sender().toString().contains("evil"));
      for (var item : running.queued()) {
        assertThat(running.text(item).replace("\r\n", ""))
            .as(name)
            .doesNotContain("\r", "\n", "\0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "EHLO client.exa",
        "EHLO client.example\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@b.example>\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@local.example>\r\n",
        "EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@local.example>\r\nDATA\r\n",
        "EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@local.example>\r\nDATA\r\nhalf a li",
      })
  void aClientThatStallsIsSentAway(String said) throws IOException {
    SessionLimits limits =
        impatient(Duration.ofMillis(600), Duration.ofMillis(600), Duration.ofHours(1));
    try (RunningServer running = RunningServer.start(limits, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      client.say(said);
      String reply = client.reply();
      while (!reply.startsWith("421")) {
        assertThat(reply).isNotEmpty();
        reply = client.reply();
      }
      assertThat(reply).startsWith("421 4.4.2");
      assertThat(client.isClosed()).isTrue();
      assertThat(running.refusals()).endsWith("session 421 4.4.2");
      assertThat(running.queued()).isEmpty();
    }
  }

  @Test
  void aClientThatTalksForEverIsSentAway() throws IOException {
    SessionLimits limits =
        impatient(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMillis(800));
    try (RunningServer running = RunningServer.start(limits, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      String reply = client.reply();
      while (reply.startsWith("2")) {
        reply = client.ask("NOOP");
      }
      assertThat(reply).startsWith("421 4.4.2");
    }
  }

  /// Replies that the client does not read wait in no memory of ours: the server stops reading.
  @Test
  void aClientThatReadsNoRepliesIsNotHeard() throws Exception {
    SessionLimits limits =
        impatient(Duration.ofMillis(900), Duration.ofMinutes(5), Duration.ofHours(1));
    try (RunningServer running = RunningServer.start(limits, RunningServer.policies());
        RunningServer.Client client = running.connect()) {
      client.reply();
      Thread flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  String many = "HELP\r\n".repeat(10_000);
                  for (int i = 0; i < 10_000; i++) {
                    client.say(many); // 600 MB, were it let
                  }
                } catch (IOException _) {
                  // cut off, as it should be
                }
              });
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
      flood.join();
    }
  }

  @Test
  void randomOctetsHarmNobody() throws IOException {
    try (RunningServer running = RunningServer.start()) {
      Seed.repeat(
          50,
          random -> {
            try (RunningServer.Client client = running.connect()) {
              byte[] junk = new byte[random.nextInt(20_000)];
              random.nextBytes(junk);
              client.say(new String(junk, StandardCharsets.ISO_8859_1));
              client.say("\r\n");
            } catch (IOException _) {
              // sent away in the midst of it
            }
          });
      try (RunningServer.Client client = running.connect()) {
        assertThat(client.reply()).startsWith("220");
      }
    }
  }

  @Test
  void aClientThatVanishesLeavesNothing() throws IOException {
    try (RunningServer running = RunningServer.start()) {
      try (RunningServer.Client client = running.connect()) {
        client.say("EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@local.example>\r\nDATA\r\n");
        client.reply();
        client.say("Subject: never ended\r\n");
      }
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
      assertThat(running.queued()).isEmpty();
    }
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws IOException {
    SessionLimits defaults = SessionLimits.defaults();
    SessionLimits limits =
        new SessionLimits(
            3,
            2,
            65_536,
            100,
            100,
            20,
            defaults.commandTimeout(),
            defaults.dataTimeout(),
            defaults.sessionTimeout(),
            50,
            16_384,
            0,
            Duration.ZERO);
    try (RunningServer running = RunningServer.start(limits, RunningServer.policies())) {
      try (RunningServer.Client one = running.connect();
          RunningServer.Client two = running.connect();
          RunningServer.Client three = running.connect()) {
        assertThat(one.reply()).startsWith("220");
        assertThat(two.reply()).startsWith("220");
        assertThat(three.reply()).startsWith("421 4.7.0");
        assertThat(three.isClosed()).isTrue();
      }
      await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
      try (RunningServer.Client again = running.connect()) {
        assertThat(again.reply()).startsWith("220");
      }
      assertThat(running.refusals()).containsExactly("connection 421 4.7.0");
    }
  }
}
