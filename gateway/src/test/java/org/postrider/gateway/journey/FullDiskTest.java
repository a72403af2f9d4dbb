// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Outside;
import org.postrider.testkit.Waits;

/// The built program on a disk that fills up: clients hear 452 4.3.1, and when there is space again
/// mail is taken again, with nothing lost in between.
@Tag("built")
class FullDiskTest {
  private static final int BALLAST = 100 << 20;
  private static final String PIECE = "x".repeat(70) + "\r\n";
  private static final String BODY = "Subject: full\r\n\r\n" + PIECE.repeat(7_000) + ".";

  @TempDir private Path directory;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    Command mounted =
        Command.run(
            "",
            List.of(
                Outside.program("mount").toString(),
                "-t",
                "tmpfs",
                "-o",
                "size=200m",
                "tmpfs",
                disk.toString()));
    Assumptions.assumeTrue(mounted.status() == 0, "needs the right to mount a file system");
    Files.write(disk.resolve("ballast"), new byte[BALLAST]);
  }

  @AfterEach
  void unmount() throws Exception {
    Command.run("", List.of(Outside.program("umount").toString(), disk.toString()));
  }

  @Test
  void refusesAndRecoversAndLosesNothing() throws Exception {
    try (BuiltServer server = server()) {
      server.start();
      int kept = 0;
      String last = send(server.port());
      while (last.startsWith("250") && kept < 10_000) {
        kept++;
        last = send(server.port());
      }
      assertThat(last).startsWith("452 4.3.1");
      assertThat(kept).isPositive();
      Files.delete(disk.resolve("ballast"));
      await().atMost(Waits.LONGEST).until(() -> send(server.port()).startsWith("250"));
      kept++;
      assertThat(server.log()).content().doesNotContain("the spool is closed");
      server.kill();
      server.start();
      Command counts = Command.run("", server.command("queue", "counts"));
      assertThat(counts.output()).containsPattern("\\b" + kept + " queued");
    }
  }

  private BuiltServer server() throws IOException {
    int port = BuiltServer.freePort();
    return BuiltServer.configured(
        disk.resolve("home"),
        port,
        """
        hostname = "mx.full.test"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:%d"
        [spool]
        least-free = "20MiB"
        [delivery]
        retry = ["1h"]
        [[route]]
        domains = ["dead.test"]
        hop = "smtp"
        hosts = ["127.0.0.1:%d"]
        [plugins.relay]
        relay = ["dead.test"]
        [admin]
        address = "127.0.0.1:%d"
        [log]
        mail = "none"
        """
            .formatted(port, BuiltServer.freePort(), BuiltServer.freePort()));
  }

  /// Sends one message of half a megabyte; the reply that decided.
  private static String send(int port) throws IOException {
    try (Talk talk = Talk.with(port)) {
      talk.ask("EHLO client.example");
      String mail = talk.ask("MAIL FROM:<a@client.example>");
      if (!mail.startsWith("250")) {
        return mail;
      }
      talk.ask("RCPT TO:<b@dead.test>");
      String data = talk.ask("DATA");
      return data.startsWith("354") ? talk.ask(BODY) : data;
    }
  }
}
