// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.NameServer;
import org.postrider.testkit.Outside;
import org.postrider.testkit.TestCertificate;

/// Real clients, the built program, a real name server, real next hops: what is sent arrives, octet
/// for octet behind the trace fields, and nothing goes where it must not.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PASSWORD = "correct horse battery staple";

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private final int submission = BuiltServer.freePort();
  private final int submissions = BuiltServer.freePort();
  private final int second = BuiltServer.freePort();
  private final int sinkPort = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    Path names = Files.createDirectory(directory.resolve("dns"));
    NameServer dns =
        NameServer.start(
            names,
            Map.of(
                "far.test",
                "@ IN MX 20 dead\n@ IN MX 10 mx\nmx IN A 127.0.0.1\ndead IN A 127.0.0.2"));
    running.add(dns);
    startSink();
    TestCertificate.make(directory, "mx.journey.test")
        .write(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    BuiltServer first = gateway(dns.address().getPort());
    running.add(first);
    Command added =
        Command.run(PASSWORD + "\n", first.command("user", "add", "alice", "--password-stdin"));
    assertThat(added.status()).as(added.output()).isZero();
    BuiltServer next = secondGateway();
    running.add(next);
    first.start();
    next.start();
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private BuiltServer gateway(int dns) throws Exception {
    Path home = Files.createDirectory(directory.resolve("first"));
    return BuiltServer.configured(
        home,
        mx,
        """
        hostname = "mx.journey.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [[listener]]
        name = "submission"
        kind = "submission"
        address = "127.0.0.1:%d"
        [[listener]]
        name = "submissions"
        kind = "submissions"
        address = "127.0.0.1:%d"
        [tls]
        certificate = "%s"
        key = "%s"
        [delivery]
        resolvers = ["127.0.0.1:%d"]
        retry = ["1s"]
        [[route]]
        domains = ["far.test"]
        hop = "mx"
        port = %d
        [[route]]
        domains = ["second.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        [[route]]
        domains = ["home.test"]
        hop = "maildir"
        directory = "mail"
        [plugins.users]
        [plugins.relay]
        local = ["home.test"]
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "mail.log"
        """
            .formatted(
                mx,
                submission,
                submissions,
                directory.resolve("cert.pem"),
                directory.resolve("key.pem"),
                dns,
                sinkPort,
                second,
                BuiltServer.freePort()));
  }

  private BuiltServer secondGateway() throws IOException {
    return BuiltServer.keeping(
        directory.resolve("second"),
        second,
        "second.test",
        """
        [log]
        mail = "none"
        """);
  }

  private void startSink() throws IOException {
    Path dumps = Files.createDirectory(directory.resolve("sink"));
    Process sink =
        new ProcessBuilder(
                Outside.program("smtp-sink").toString(),
                "-u",
                System.getProperty("user.name"),
                "-d",
                dumps.resolve("m.").toString(),
                "127.0.0.1:" + sinkPort,
                "100")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("sink.log").toFile())
            .start();
    running.add(() -> {
      sink.destroy();
      sink.waitFor();
    });
  }

  @ParameterizedTest
  @CsvSource({"submission, PLAIN", "submission, LOGIN", "submissions, PLAIN", "submissions, LOGIN"})
  void swaksReachesTheMailExchanger(String listener, String mechanism) throws Exception {
    String mark = listener + "-" + mechanism;
    boolean implicit = listener.equals("submissions");
    Command sent =
        swaks(
            implicit ? submissions : submission,
            mark,
            implicit ? "--tls-on-connect" : "--tls",
            "--auth",
            mechanism,
            "--auth-user",
            "alice",
            "--auth-password",
            PASSWORD,
            "--from",
            "alice@home.test",
            "--to",
            "bob@far.test");
    assertThat(sent.status()).as(sent.output()).isZero();
    String arrived = arrivedAt(directory.resolve("sink"), mark);
    assertThat(arrived).contains("X-Mail-Args: <alice@home.test>", "X-Rcpt-Args: <bob@far.test>");
    assertThat(fromField("Subject: ", arrived).stripTrailing()).isEqualTo(message(mark));
    assertThat(arrived).contains("with ESMTPSA id ");
  }

  @Test
  void msmtpProvesItselfByScram() throws Exception {
    String mark = "scram";
    Command sent =
        Command.run(
            message(mark) + "\n",
            List.of(
                Outside.program("msmtp").toString(),
                "--host=127.0.0.1",
                "--port=" + submission,
                "--auth=scram-sha-256",
                "--user=alice",
                "--passwordeval=echo " + PASSWORD,
                "--tls=on",
                "--tls-starttls=on",
                "--tls-certcheck=off",
                "--from=alice@home.test",
                "bob@second.test"));
    assertThat(sent.status()).as(sent.output()).isZero();
    String arrived = arrivedAt(directory.resolve("second/mail"), mark);
    assertThat(arrived).startsWith("Return-Path: <alice@home.test>");
    assertThat(fromField("Subject: ", arrived).stripTrailing()).isEqualTo(message(mark));
  }

  @Test
  void curlReachesTheMaildirFromOutside() throws Exception {
    String mark = "curl";
    Path file = directory.resolve("curl.eml");
    Files.writeString(file, message(mark).replace("\n", "\r\n") + "\r\n");
    Command sent =
        Command.run(
            "",
            List.of(
                Outside.program("curl").toString(),
                "-sS",
                "smtp://127.0.0.1:" + mx + "/client.example",
                "--mail-from",
                "stranger@elsewhere.example",
                "--mail-rcpt",
                "anybody@home.test",
                "--upload-file",
                file.toString()));
    assertThat(sent.status()).as(sent.output()).isZero();
    String arrived = arrivedAt(directory.resolve("first/mail"), mark);
    assertThat(fromField("Subject: ", arrived).stripTrailing()).isEqualTo(message(mark));
  }

  /// Ways in which servers were made to relay for strangers.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<victim@elsewhere.example>",
        "<victim%elsewhere.example@home.test>",
        "<elsewhere.example!victim@home.test>",
        "<@home.test:victim@elsewhere.example>",
        "<@home.test,@other.test:victim@elsewhere.example>",
        "<\"victim@elsewhere.example\"@home.test>",
        "<\"victim%elsewhere.example\"@home.test>",
        "<victim@elsewhere.example@home.test>",
        "<victim@[127.0.0.1]>",
        "<victim%elsewhere.example@[127.0.0.1]>",
        "<victim@home.test.elsewhere.example>",
        "<victim@elsewhere.example%home.test>",
        "<victim@home.test@elsewhere.example>",
        "<victim@elsewhere.example.>",
        "victim@elsewhere.example",
        "<\"victim\"@elsewhere.example>",
        "<victim@mx.journey.test>"
      })
  void noTrickOpensTheRelay(String path) throws Exception {
    for (String from : List.of("<alice@home.test>", "<>", "<postmaster@[127.0.0.1]>")) {
      try (Talk talk = Talk.with(mx)) {
        talk.ask("EHLO client.example");
        assertThat(talk.ask("MAIL FROM:" + from)).startsWith("250");
        assertThat(talk.ask("RCPT TO:" + path)).startsWith("5");
        assertThat(talk.ask("DATA")).startsWith("5");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"victim@elsewhere.example", "victim%elsewhere.example@home.test", "u@far.test"})
  void swaksIsRefusedRelayToo(String to) throws Exception {
    Command sent = swaks(mx, "relay", "--from", "alice@home.test", "--to", to);
    assertThat(sent.status()).as(sent.output()).isNotZero();
    assertThat(sent.output()).containsPattern("<\\*\\* +550 5\\.7\\.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls1_2", "tls1_3"})
  void opensslFindsTheVersionItAsksFor(String version) throws Exception {
    Command shook =
        Command.run(
            "QUIT\r\n",
            List.of(
                Outside.program("openssl").toString(),
                "s_client",
                "-starttls",
                "smtp",
                "-crlf",
                "-" + version,
                "-connect",
                "127.0.0.1:" + mx));
    assertThat(shook.output()).contains("New, TLSv1." + version.charAt(5) + ", Cipher is");
  }

  private Command swaks(int port, String mark, String... more) throws Exception {
    Path file = directory.resolve("swaks-" + mark + ".eml");
    Files.writeString(file, message(mark));
    List<String> options = new ArrayList<>(List.of("--data", "@" + file));
    options.addAll(List.of(more));
    return Command.swaks(port, options.toArray(String[]::new));
  }

  /// Lines that begin with dots, are empty or long, so that nothing of the way in between shows.
  private static String message(String mark) {
    return """
    Subject: journey %s
    From: Alice <alice@home.test>
    Date: Mon, 23 Nov 2026 12:00:00 +0000
    Message-ID: <%s@journey.test>

    .a line that begins with a dot
    ..two

    .
    %s
    From here to there
    trailing blanks \t
    end\
    """
        .formatted(mark, mark, "x".repeat(990));
  }

  private static String fromField(String field, String text) {
    return text.substring(text.indexOf(field));
  }

  /// The text of the file below `place` that holds the mark, as soon as it is there, with LF ends.
  private static String arrivedAt(Path place, String mark) {
    String[] found = {""};
    await()
        .alias(mark + " below " + place)
        .atMost(SOON)
        .until(() -> {
          found[0] = search(place, "Message-ID: <" + mark + "@journey.test>");
          return !found[0].isEmpty();
        });
    return found[0];
  }

  private static String search(Path place, String mark) throws IOException {
    if (!Files.exists(place)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.toString().contains("/tmp/new"))
          .map(JourneyTest::text)
          .filter(text -> text.contains(mark) && text.contains("\nend"))
          .findFirst()
          .orElse("");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
