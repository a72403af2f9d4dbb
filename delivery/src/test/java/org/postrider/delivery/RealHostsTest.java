// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.report.FailureClass;
import org.postrider.testkit.Child;
import org.postrider.testkit.EximServer;
import org.postrider.testkit.PostfixServer;

/// What becomes of mail at Postfix, Exim and `smtp-sink`, by the table `real-hosts/hosts.txt`: the
/// first two with rules of their own beside it, the last with the options that the table gives.
///
/// @rfc 5321 §4.2
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealHostsTest {
  private static final String LONG = "0123456789\r\n".repeat(2500);

  @TempDir private static Path directory;
  private InetSocketAddress postfixAt;
  private InetSocketAddress eximAt;
  private PostfixServer postfix;
  private EximServer exim;

  @BeforeAll
  void start() throws IOException {
    postfixAt = Child.freeAddress();
    Path checks = directory.resolve("body_checks");
    Files.writeString(checks, "/lottery/ REJECT 5.7.1 this looks like spam\n");
    postfix =
        PostfixServer.start(
            directory.resolve("postfix"), postfixAt, text("postfix.cf").formatted(checks));
    eximAt = Child.freeAddress();
    exim = EximServer.start(directory.resolve("exim"), eximAt, text("exim.conf"));
  }

  @AfterAll
  void stop() {
    postfix.close();
    exim.close();
  }

  private static String text(String name) throws IOException {
    try (InputStream in = RealHostsTest.class.getResourceAsStream("real-hosts/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// `mail` is who sends, to whom at the host or elsewhere, and what.
  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "real-hosts/hosts.txt", delimiter = '|', numLinesToSkip = 1)
  void ending(
      String host, String mail, Told.Ending ending, String reply, @Nullable FailureClass failure)
      throws Exception {
    String[] words = mail.split(" ");
    String to = words[1].contains("@") ? words[1] : words[1] + "@" + host.split(" ")[0] + ".test";
    String content = "Subject: x\r\n\r\n" + (words[2].equals("long") ? LONG : words[2] + "\r\n");
    Told.Attempted told = attempted(host, words[0] + "@from.example", content, to);
    assertThat(told.reason()).startsWith(reply);
    assertThat(told.ending()).isEqualTo(ending);
    assertThat(told.failure()).isEqualTo(failure);
  }

  @Test
  void eximGetsEveryOctet() throws Exception {
    String content = "Subject: x\r\n\r\n.dot\r\n..\r\n.\r\nlast\r\n";
    Told.Attempted told = attempted("exim", "a@from.example", content, "all@exim.test");
    assertThat(told.ending()).isEqualTo(Told.Ending.DELIVERED);
    assertThat(exim.bodies()).anyMatch(body -> body.endsWith("\n.dot\n..\n.\nlast\n"));
  }

  private Told.Attempted attempted(String host, String from, String content, String to)
      throws Exception {
    return switch (host) {
      case "postfix" -> attempted(postfixAt.getPort(), from, content, to);
      case "exim" -> attempted(eximAt.getPort(), from, content, to);
      default -> {
        try (PostfixSink sink = PostfixSink.start(host.replace("sink ", "").split(" "))) {
          yield attempted(sink.port(), from, content, to);
        }
      }
    };
  }

  private static Told.Attempted attempted(int port, String from, String content, String to)
      throws IOException {
    try (Rig rig = Rig.open(Rig.toward(port, false, Tls.NONE))) {
      rig.send(from, content, to);
      return rig.awaitAttempt(to);
    }
  }
}
