// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Waits;

/// Python's smtplib asks for notifications, and two built gateways give them: each for its own
/// mailboxes, since each passes on to the other what was asked for.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotifiedAuthorsTest {
  private static final String SEND =
      """
      import smtplib, sys
      port, sender, recipient, mail, rcpt = sys.argv[1:]
      with smtplib.SMTP("127.0.0.1", int(port)) as server:
          server.ehlo("client.example")
          assert server.has_extn("dsn")
          server.sendmail(sender, [recipient], "Subject: hello\\r\\n\\r\\nBody.\\r\\n",
                          mail.split(), rcpt.split())
      """;

  @TempDir private static Path directory;
  private final int home = BuiltServer.freePort();
  private final int away = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    Files.createDirectory(directory.resolve("away"));
    Files.writeString(directory.resolve("away/recipients"), "bob@away.test\n");
    running
        .add(
            BuiltServer.keeping(
                directory.resolve("away"),
                away,
                "away.test",
                """
                [[route]]
                domains = ["home.test"]
                hop = "smtp"
                hosts = ["127.0.0.1:%d"]
                tls = "none"
                [plugins.recipients]
                domains = ["away.test"]
                file = "recipients"
                """
                    .formatted(home)))
        .start();
    running
        .add(
            BuiltServer.configured(
                directory.resolve("home"),
                home,
                """
                hostname = "mx.home.test"
                [[listener]]
                name = "mx"
                kind = "mx"
                address = "127.0.0.1:%d"
                [[route]]
                domains = ["home.test"]
                hop = "maildir"
                directory = "mail"
                [[route]]
                domains = ["away.test"]
                hop = "smtp"
                hosts = ["127.0.0.1:%d"]
                tls = "none"
                [admin]
                address = "127.0.0.1:%d"
                [plugins.relay]
                local = ["home.test"]
                relay = ["away.test"]
                """
                    .formatted(home, away, BuiltServer.freePort())))
        .start();
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private void send(String author, String recipient, String mail, String rcpt) throws Exception {
    Command sent =
        Command.run(
            "",
            List.of(
                Outside.program("python3").toString(),
                "-c",
                SEND,
                String.valueOf(home),
                author,
                recipient,
                mail,
                rcpt));
    assertThat(sent.status()).as(sent.output()).isZero();
  }

  /// The only message in a mailbox of home.test, with LF for CR LF.
  private String heard(String mailbox) throws IOException {
    Path fresh = directory.resolve("home/mail/home.test").resolve(mailbox).resolve("new");
    await().atMost(Waits.LONGEST).until(() -> !texts(fresh).isEmpty());
    return texts(fresh).getFirst();
  }

  private static List<String> texts(Path fresh) throws IOException {
    if (!Files.isDirectory(fresh)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(fresh)) {
      return files.map(NotifiedAuthorsTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ofSuccessHere() throws Exception {
    send(
        "ann@home.test",
        "carol@home.test",
        "RET=FULL ENVID=QQ+2B1",
        "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Carol@home.test");
    assertThat(heard("ann"))
        .contains(
            "Subject: Your message has arrived\n",
            "Original-Envelope-Id: QQ+1\nReporting-MTA: dns; mx.home.test\n",
            "Original-Recipient: rfc822; Carol@home.test\n",
            "Final-Recipient: rfc822; carol@home.test\nAction: delivered\nStatus: 2.0.0\n")
        .doesNotContain("Body.");
  }

  @Test
  void ofSuccessThere() throws Exception {
    send(
        "ben@home.test", "bob@away.test", "ENVID=there", "NOTIFY=SUCCESS ORCPT=rfc822;B@x.example");
    assertThat(heard("ben"))
        .contains(
            "Original-Envelope-Id: there\nReporting-MTA: dns; mx.away.test\n",
            "Original-Recipient: rfc822; B@x.example\n",
            "Final-Recipient: rfc822; bob@away.test\nAction: delivered\n");
  }

  @Test
  void ofFailureThere() throws Exception {
    send("cem@home.test", "nobody@away.test", "RET=HDRS ENVID=nobody", "NOTIFY=FAILURE");
    assertThat(heard("cem"))
        .contains(
            "Original-Envelope-Id: nobody\nReporting-MTA: dns; mx.home.test\n",
            "Action: failed\nStatus: 5.1.1\n")
        .doesNotContain("Original-Recipient", "Body.");
  }

  /// The one that is asked for comes after the one that must not, so the latter would be there.
  @Test
  void notWhereTheyWantNone() throws Exception {
    send("dan@home.test", "nobody@away.test", "", "NOTIFY=NEVER");
    send("dan@home.test", "nobody@away.test", "ENVID=second", "NOTIFY=FAILURE");
    assertThat(heard("dan")).contains("Original-Envelope-Id: second\n");
  }
}
