// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.gateway.plugins.TestJars;

/// Nothing keeps a plug-in from ending the process; what was accepted is there all the same.
@Tag("built")
class ExitingPluginTest {
  private static final String EXITS =
      """
      package exits;
      import org.postrider.plugins.api.*;
      public final class P implements SmtpPlugin {
        public String name() { return "exits"; }
        public void install(Host host) {
          host.onRelay(Answer.pure(recipient -> Relay.ALLOW));
          host.onMail(mail -> {
            if (mail.sender().toString().startsWith("<exit@")) {
              System.exit(3);
            }
            return Verdict.pass();
          });
        }
      }
      """;

  @TempDir Path directory;

  private BuiltServer configured() throws IOException {
    new TestJars(directory)
        .pack(
            directory.resolve("plugins/exits/exits.jar"),
            Map.of("exits/P.java", EXITS),
            Map.of("META-INF/services/org.postrider.plugins.api.SmtpPlugin", "exits.P"));
    int port = BuiltServer.freePort();
    return BuiltServer.configured(
        directory,
        port,
        """
        hostname = "mx.example.org"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [[route]]
        domains = ["*"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        [delivery]
        retry = ["1h"]
        [plugins.exits]
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "none"
        """
            .formatted(port, BuiltServer.freePort(), BuiltServer.freePort()));
  }

  private static boolean isDown(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whatWasAcceptedBeforeIsInTheQueueAfterTheNextStart() throws Exception {
    try (BuiltServer server = configured()) {
      server.start();
      try (Talk talk = Talk.with(server.port())) {
        talk.ask("EHLO client.example");
        talk.ask("MAIL FROM:<good@example.org>");
        talk.ask("RCPT TO:<you@example.net>");
        talk.ask("DATA");
        assertThat(talk.ask("Subject: x\r\n\r\nhello\r\n.")).startsWith("250 2.0.0");
        assertThat(talk.ask("MAIL FROM:<exit@example.org>")).doesNotStartWith("250");
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> isDown(server.port()));
      server.start();
      assertThat(Command.run("", server.command("queue", "list")).output())
          .contains("good@example.org -> you@example.net");
    }
  }
}
