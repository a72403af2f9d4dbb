// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Submitted;
import org.postrider.queue.store.Listing;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Seed;
import org.postrider.testkit.TestCertificate;
import org.postrider.testkit.Waits;
import org.postrider.testkit.Wire;

/// Content by BDAT, from clients that mean well and from others.
class ChunksTest {
  private static final Pattern PAYLOAD =
      Pattern.compile("\"name\": *\"([^\"]*)\".*?\"hex\": *\"([0-9a-f]*)\"", Pattern.DOTALL);
  private static final String EVIL =
      "MAIL FROM:<evil@b.example>\r\nRCPT TO:<c@local.example>\r\nDATA\r\n"
          + "Subject: evil\r\n\r\nevil\r\n.\r\n";
  private static RunningServer running;

  @BeforeAll
  static void start() throws IOException {
    running = RunningServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  private static RunningServer.Client begun(RunningServer server, String mail) throws IOException {
    RunningServer.Client client = server.connect();
    client.reply();
    client.ask("EHLO client.example");
    assertThat(client.ask(mail)).startsWith("250");
    assertThat(client.ask("RCPT TO:<c@local.example>")).startsWith("250");
    return client;
  }

  private static RunningServer.Client begun() throws IOException {
    return begun(running, "MAIL FROM:<a@b.example>");
  }

  private static Listing.Item newest(RunningServer server, String reply) throws IOException {
    assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
    String id = reply.substring(reply.lastIndexOf(' ') + 1);
    return server.queued().stream()
        .filter(item -> item.envelope().id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// The content as it is kept.
  private static String sent(RunningServer server, Listing.Item item) throws IOException {
    return server.text(item).substring(item.envelope().head().length);
  }

  private static String lines(RandomGenerator random) {
    StringBuilder lines = new StringBuilder("Subject: x\r\n\r\n");
    for (int count = random.nextInt(200); count > 0; count--) {
      lines.append(".\r\n".repeat(random.nextInt(3))).append("y".repeat(random.nextInt(900)));
      lines.append("\r\n");
    }
    return lines.toString();
  }

  /// The content in chunks of random sizes, all sent at once, the last of them maybe empty.
  private static String chunks(String content, RandomGenerator random) {
    StringBuilder wire = new StringBuilder();
    int at = 0;
    while (at < content.length()) {
      int size = Math.min(content.length() - at, 1 + random.nextInt(20_000));
      wire.append("BDAT ").append(size).append("\r\n").append(content, at, at + size);
      at += size;
    }
    return wire.append("BDAT 0 LAST\r\n").toString();
  }

  @Test
  void anyDivisionMakesTheSameMessage() {
    Seed.repeat(
        40,
        random -> {
          String content = lines(random);
          try (RunningServer.Client client = begun()) {
            String wire = chunks(content, random);
            client.say(wire);
            for (int chunks = wire.split("BDAT [1-9]", -1).length - 1; chunks > 0; chunks--) {
              assertThat(client.reply()).endsWith(" octets taken");
            }
            Listing.Item item = newest(running, client.reply());
            assertThat(sent(running, item)).isEqualTo(content);
            assertThat(item.envelope().body()).isEqualTo(Body.SEVEN_BIT);
          }
        });
  }

  @Test
  void binaryContentIsKeptBitForBit() {
    Seed.repeat(
        20,
        random -> {
          byte[] junk = new byte[random.nextInt(200_000)];
          random.nextBytes(junk);
          String content =
              "MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n"
                  + new String(junk, StandardCharsets.ISO_8859_1);
          try (RunningServer.Client client =
              begun(running, "MAIL FROM:<a@b.example> BODY=BINARYMIME")) {
            String wire = chunks(content, random);
            client.say(wire);
            String reply = client.reply();
            while (reply.endsWith(" octets taken")) {
              reply = client.reply();
            }
            Listing.Item item = newest(running, reply);
            assertThat(sent(running, item)).isEqualTo(content);
            assertThat(item.envelope().body()).isEqualTo(Body.BINARY);
          }
        });
  }

  /// What a plug-in does to the header leaves a binary body alone.
  @Test
  void binaryContentSurvivesChangesAbove() throws IOException {
    Answer<Submitted, ContentVerdict> changing =
        Answer.pure(_ -> new ContentVerdict.Amend(List.of(new Change.DeleteField("Subject", 1))));
    PolicySet plain = RunningServer.policies();
    PolicySet policies =
        new PolicySet(
            plain.connection(),
            plain.hello(),
            plain.password(),
            plain.scram(),
            plain.mail(),
            plain.relay(),
            plain.recipient(),
            List.of(RunningServer.asked("changing", changing)));
    try (RunningServer server = RunningServer.start(RunningServer.LIMITS, policies);
        RunningServer.Client client = begun(server, "MAIL FROM:<a@b.example> BODY=BINARYMIME")) {
      String content = "Subject: x\r\nTo: y\r\n\r\n\0\n.\r\r\n.\n\u00ff\r";
      client.say("BDAT " + content.length() + " LAST\r\n" + content);
      Listing.Item item = newest(server, client.reply());
      assertThat(server.text(item)).doesNotContain("Subject").endsWith(content.substring(12));
      assertThat(item.envelope().body()).isEqualTo(Body.BINARY);
    }
  }

  /// RFC 5321 §2.3.8: what DATA would have given, BDAT gives, whichever next hop gets it.
  @Test
  void aLastLineWithoutAnEndGetsOne() throws IOException {
    for (String content : List.of("Subject: x\r\n\r\nhello", "Subject: x")) {
      for (String mail : List.of("MAIL FROM:<a@b.example>", "MAIL FROM:<> BODY=8BITMIME")) {
        try (RunningServer.Client client = begun(running, mail)) {
          client.say("BDAT " + content.length() + " LAST\r\n" + content);
          Listing.Item item = newest(running, client.reply());
          assertThat(sent(running, item)).isEqualTo(content + "\r\n");
        }
      }
    }
  }

  @Test
  void aMessageOfNoOctetsIsOne() throws IOException {
    try (RunningServer.Client client = begun()) {
      assertThat(sent(running, newest(running, client.ask("BDAT 0 LAST")))).isEmpty();
    }
  }

  /// Every known look-alike of an end of data, with commands behind it: in a chunk it is content,
  /// taken as one message or refused, and nothing in it is obeyed.
  @Test
  void nobodySmugglesAMessageInAChunk() throws IOException {
    Matcher payload = PAYLOAD.matcher(Files.readString(Outside.corpus("smuggling/payloads.json")));
    int count = 0;
    while (payload.find()) {
      byte[] octets = HexFormat.of().parseHex(payload.group(2));
      String content =
          "Subject: x\r\n\r\nhello" + new String(octets, StandardCharsets.ISO_8859_1) + EVIL;
      boolean clean = isClean(content);
      for (String chunk :
          List.of(
              "BDAT " + content.length() + " LAST\r\n" + content,
              "BDAT " + content.length() + "\r\n" + content + "BDAT 0 LAST\r\n")) {
        smuggle(payload.group(1), chunk, content, clean);
      }
      count++;
    }
    assertThat(count).isGreaterThan(40);
  }

  private static boolean isClean(String content) {
    return !Pattern.compile("\r[^\n]|\r\\z|(?<!\r)\n|\0").matcher(content).find();
  }

  private static void smuggle(String name, String chunk, String content, boolean clean)
      throws IOException {
    try (RunningServer server = RunningServer.start();
        RunningServer.Client client = begun(server, "MAIL FROM:<a@b.example>")) {
      client.say(chunk + "QUIT\r\n");
      String reply = client.reply();
      while (!reply.isEmpty() && !reply.startsWith("221")) {
        reply = client.reply();
      }
      assertThat(reply).as(name).startsWith("221");
      assertThat(server.queued()).as(name).hasSize(clean ? 1 : 0);
      for (Listing.Item item : server.queued()) {
        assertThat(item.envelope().sender()).as(name).hasToString("<a@b.example>");
        assertThat(sent(server, item)).as(name).isEqualTo(content);
      }
    }
  }

  /// Sizes with which servers were made to read content as commands.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "-0",
        "+5",
        "0x5",
        "5e0",
        "5.",
        "5,0",
        "five",
        "5 5",
        "5LAST",
        "5 LAST LAST",
        "5  LAST",
        "LAST",
        "5 FIRST",
        "\u00b2",
        "5 LAST=1"
      })
  void aSizeThatIsNoneEndsTheSession(String size) throws IOException {
    int before = running.queued().size();
    try (RunningServer.Client client = begun()) {
      client.say("BDAT " + size + " \r\n" + EVIL + "QUIT\r\n");
      assertThat(client.reply()).startsWith("50");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(running.queued()).hasSize(before);
  }

  /// Sizes that other servers have read as small ones, or as none.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4294967296",
        "4294967301",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "18446744073709551621",
        "340282366920938463463374607431768211456"
      })
  void aHugeSizeIsNoSmallOne(String size) throws IOException {
    int before = running.queued().size();
    for (String last : List.of("", " LAST")) {
      try (RunningServer.Client client = begun()) {
        client.say("BDAT " + size + last + "\r\n" + EVIL + "QUIT\r\n");
        client.say("BDAT 0 LAST\r\nQUIT\r\n");
      } // all of which was content, and there was no end to it
    }
    await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
    assertThat(running.queued()).hasSize(before);
  }

  @Test
  void aClientThatVanishesBetweenOrInChunksLeavesNothing() throws IOException {
    int before = running.queued().size();
    for (String said :
        List.of(
            "BDAT 100\r\nSubject", "BDAT 12\r\nSubject: x\r\n", "BDAT 12 LAST\r\nSubject: x\r")) {
      try (RunningServer.Client client = begun()) {
        client.say(said);
      }
    }
    await()
        .atMost(Waits.LONGEST)
        .untilAsserted(() -> assertThat(running.server.sessions()).isZero());
    assertThat(running.queued()).hasSize(before);
  }

  /// RFC 3030 §2: many chunks may be in the pipeline when one is refused. They are no errors of a
  /// client that could not know; a client that goes on and on is sent away.
  @Test
  void chunksBehindARefusedOneAreThrownAway() throws IOException {
    try (RunningServer.Client client = begun()) {
      client.say("BDAT 4\r\na\nb\n" + "BDAT 6\r\nQUIT\r\n".repeat(100) + "RSET\r\n");
      assertThat(client.reply()).startsWith("554 5.6.0");
      for (int i = 0; i < 100; i++) {
        assertThat(client.reply()).startsWith("503 5.5.1");
      }
      assertThat(client.reply()).startsWith("250 2.0.0");
      String octets = "x".repeat(1 << 20);
      String reply = "250";
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("BDAT 0 LAST");
      for (int sent = 0; !reply.startsWith("552"); sent++) {
        assertThat(sent).isLessThan(200);
        reply = client.say("BDAT " + octets.length() + "\r\n" + octets).reply();
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  /// Before TLS, where that is needed, a chunk is as little read as commands as anywhere.
  @Test
  void aChunkInTheClearIsThrownAway(@TempDir Path folder) throws Exception {
    TestCertificate.make(folder, "mx.local.example")
        .write(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    try (RunningServer server =
            RunningServer.startSecured(folder, RunningServer.LIMITS, RunningServer.policies());
        RunningServer.Client client =
            new RunningServer.Client(Wire.to(server.address("submission"), null))) {
      client.reply();
      client.ask("EHLO client.example");
      client.say("BDAT 10 LAST\r\nSTARTTLS\r\nNOOP\r\n");
      assertThat(client.reply()).startsWith("530 5.7.0");
      assertThat(client.reply()).startsWith("250 2.0.0");
    }
  }

  /// The limit on what may be read before a reply is the spool's, not the client's: a large message
  /// in one chunk goes through.
  @Test
  void aLargeChunkGoesThrough() throws IOException {
    String content = "Subject: x\r\n\r\n" + ("y".repeat(998) + "\r\n").repeat(8_000);
    try (RunningServer.Client client = begun()) {
      client.say("BDAT " + content.length() + " LAST\r\n" + content);
      Listing.Item item = newest(running, client.reply());
      assertThat(sent(running, item).equals(content)).isTrue(); // and not 8 MB of what is not
    }
  }
}
