// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Outside;

/// Binary mail, which comes in chunks: to a built gateway that takes it, and to Postfix's sink,
/// which does not.
@Tag("built")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChunkedMailTest {
  @TempDir private static Path directory;
  private final int first = BuiltServer.freePort();
  private final int second = BuiltServer.freePort();
  private final int sink = BuiltServer.freePort();
  private final Running running = new Running();

  @BeforeAll
  void start() throws Exception {
    Process postfix =
        new ProcessBuilder(
                Outside.program("smtp-sink").toString(),
                "-u",
                System.getProperty("user.name"),
                "127.0.0.1:" + sink,
                "100")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("sink.log").toFile())
            .start();
    running.add(() -> {
      postfix.destroy();
      postfix.waitFor();
    });
    BuiltServer relaying = running.add(relaying());
    BuiltServer keeping =
        running.add(
            BuiltServer.keeping(directory.resolve("second"), second, "second.test", "[log]\n"));
    relaying.start();
    keeping.start();
  }

  private BuiltServer relaying() throws IOException {
    return BuiltServer.configured(
        directory.resolve("first"),
        first,
        """
        hostname = "mx.first.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [[route]]
        domains = ["second.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        [[route]]
        domains = ["sink.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        [[route]]
        domains = ["home.test"]
        hop = "maildir"
        directory = "mail"
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "mail.log"
        [plugins.relay]
        local = ["home.test"]
        relay = ["second.test", "sink.test"]
        """
            .formatted(first, second, sink, BuiltServer.freePort()));
  }

  @AfterAll
  void stop() throws Exception {
    running.end();
  }

  private void sendBinary(String mark, String to, String body) throws IOException {
    String content =
        "Subject: x\r\nMessage-ID: <"
            + mark
            + "@b.example>\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            + body;
    try (Talk talk = Talk.with(first)) {
      talk.ask("EHLO client.example");
      assertThat(talk.ask("MAIL FROM:<ann@home.test> BODY=BINARYMIME")).startsWith("250");
      assertThat(talk.ask("RCPT TO:<" + to + ">")).startsWith("250");
      String all = "BDAT " + content.length() + "\r\n" + content + "BDAT 0 LAST";
      assertThat(talk.ask(all)).startsWith("250 2.0.0 " + content.length() + " octets taken");
      assertThat(talk.ask("QUIT")).startsWith("250 2.0.0 Ok: queued as"); // of the last chunk
    }
  }

  @Test
  void binaryMailReachesAHostThatTakesIt() throws Exception {
    byte[] junk = new byte[200_000];
    new Random(2).nextBytes(junk);
    String body = "\0\n.\n\r" + new String(junk, StandardCharsets.ISO_8859_1) + ".\r";
    sendBinary("binary", "bob@second.test", body);
    assertThat(new Arrivals(directory.resolve("second")).once("binary"))
        .contains("from mx.first.test")
        .endsWith("\n\n" + body.replace("\r\n", "\n"));
  }

  @Test
  void binaryMailComesBackFromAHostThatTakesNone() throws Exception {
    sendBinary("returned", "bob@sink.test", "\0\n.\r");
    assertThat(new Arrivals(directory.resolve("first")).once("returned"))
        .contains("Your message could not be delivered", "bob@sink.test", "Status: 5.6.1")
        .contains("The other side cannot take a message of this kind.", "base64")
        .contains("Content-Type: text/rfc822-headers")
        .doesNotContain("\0");
  }
}
