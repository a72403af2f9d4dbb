// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Outside;

/// The built program with two mail filters behind it: what they want is in what is delivered, and
/// where one stalls or is killed in the midst of a message, the client is asked to come back and
/// the message is there once and whole when it has.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiltersTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LINE = "0123456789".repeat(7) + "\r\n";
  private static final int LINES = 20_000;

  @TempDir private static Path directory;
  private final int mx = BuiltServer.freePort();
  private Process opendkim;
  private Process actions;
  private BuiltServer server;

  @BeforeAll
  void start() throws Exception {
    startOpendkim();
    startActions();
    server =
        BuiltServer.configured(
            Files.createDirectory(directory.resolve("gateway")),
            mx,
            """
            hostname = "mx.filtered.test"
            [[listener]]
            name = "mx"
            kind = "mx"
            address = "127.0.0.1:%d"
            [[route]]
            domains = ["home.test"]
            hop = "maildir"
            directory = "mail"
            [plugins.relay]
            local = ["home.test"]
            [plugins.milter]
            filters = ["unix:%s", "unix:%s"]
            reply-timeout = "2s"
            breaker-failures = 0
            [admin]
            address = "127.0.0.1:%d"
            [log]
            mail = "mail.log"
            """
                .formatted(mx, socket("actions"), socket("opendkim"), BuiltServer.freePort()));
    server.start();
  }

  private static Path socket(String name) {
    return directory.resolve(name + ".sock");
  }

  private void startOpendkim() throws Exception {
    Path key = directory.resolve("key.pem");
    if (!Files.exists(key)) {
      Process made =
          new ProcessBuilder(
                  Outside.program("openssl").toString(), "genrsa", "-out", key.toString(), "2048")
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("key.log").toFile())
              .start();
      assertThat(made.waitFor()).isZero();
      Files.writeString(
          directory.resolve("opendkim.conf"),
          """
          Domain b.example
          Selector s1
          KeyFile %s
          Mode s
          InternalHosts 127.0.0.1
          RequireSafeKeys no
          Syslog no
          Socket local:%s
          """
              .formatted(key, socket("opendkim")));
    }
    opendkim =
        run(
            "opendkim",
            Outside.program("opendkim").toString(),
            "-f",
            "-x",
            directory.resolve("opendkim.conf").toString());
  }

  private void startActions() throws Exception {
    Outside.file("/usr/lib/python3/dist-packages/Milter/__init__.py");
    Path script =
        Path.of(
            System.getProperty("postrider.root"), "plugins/milter/src/test/resources/actions.py");
    actions =
        run("actions", "/usr/bin/python3", script.toString(), "unix:" + socket("actions"), "plain");
  }

  private static Process run(String name, String... command) throws IOException {
    Files.deleteIfExists(socket(name));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    await().atMost(SOON).until(() -> Files.exists(socket(name)) || !process.isAlive());
    assertThat(process.isAlive()).isTrue();
    return process;
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    opendkim.destroyForcibly().waitFor();
    actions.destroyForcibly().waitFor();
  }

  private void signal(String signal) throws Exception {
    String pid = String.valueOf(opendkim.pid());
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }

  /// A transaction up to the content.
  private static void begin(Talk talk) throws IOException {
    talk.ask("EHLO client.example");
    assertThat(talk.ask("MAIL FROM:<a@b.example>")).startsWith("250");
    assertThat(talk.ask("RCPT TO:<c@home.test>")).startsWith("250");
    assertThat(talk.ask("DATA")).startsWith("354");
  }

  private static String content(String mark, String asked) {
    return "Message-ID: <%s@b.example>\r\nFrom: a@b.example\r\nX-Do: %s\r\nX-Note: 1\r\n\r\n%s."
        .formatted(mark, asked, LINE.repeat(LINES));
  }

  private String send(String mark, String asked) throws IOException {
    try (Talk talk = Talk.with(mx)) {
      begin(talk);
      return talk.ask(content(mark, asked));
    }
  }

  @Test
  void whatTheyWantIsInWhatIsDelivered() throws Exception {
    assertThat(send("changed", "delete add insert body")).startsWith("250");
    assertThat(new Arrivals(directory).once("changed"))
        .contains("DKIM-Signature: v=1; ", "X-Inserted: top\nReceived: from client.example")
        .contains("\nX-Inserted: below\nMessage-ID: <changed@b.example>\n")
        .doesNotContain("X-Note:")
        .endsWith("\nX-Added: at the\n\tend\n\nnew\n" + "body\n".repeat(20_000));
    assertThat(send("refused", "add reply")).isEqualTo("554 5.7.9 and again: no");
  }

  @Test
  void oneThatStallsInTheMiddleDelaysMailAndLosesNone() throws Exception {
    try (Talk talk = Talk.with(mx)) {
      begin(talk);
      signal("-STOP");
      assertThat(talk.ask(content("stalled", "add"))).startsWith("451 4.3.0");
    } finally {
      signal("-CONT");
    }
    await().atMost(SOON).until(() -> send("stalled", "add").startsWith("250"));
    assertWhole("stalled");
  }

  @Test
  void oneThatIsKilledInTheMiddleDelaysMailAndLosesNone() throws Exception {
    try (Talk talk = Talk.with(mx)) {
      begin(talk);
      opendkim.destroyForcibly().waitFor();
      assertThat(talk.ask(content("killed", "add"))).startsWith("451 4.3.0");
    }
    startOpendkim();
    await().atMost(SOON).until(() -> send("killed", "add").startsWith("250"));
    assertWhole("killed");
  }

  private void assertWhole(String mark) throws IOException {
    assertThat(new Arrivals(directory).once(mark))
        .contains("DKIM-Signature: v=1; ")
        .endsWith("X-Added: at the\n\tend\n\n" + LINE.replace("\r\n", "\n").repeat(LINES));
  }
}
