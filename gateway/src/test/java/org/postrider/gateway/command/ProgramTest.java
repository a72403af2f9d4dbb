// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.first.FirstRun;
import org.postrider.gateway.first.Ports;

class ProgramTest {
  @TempDir Path directory;

  @BeforeEach
  void configuration() throws IOException {
    Files.writeString(
        directory.resolve("postrider.toml"),
        """
        hostname = "mx.example.org"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:0"
        [[route]]
        domains = ["*"]
        hop = "smtp"
        hosts = ["a.example"]
        tls = "verify"
        user = "me"
        password = "sesame"
        [plugins.everything]
        """);
  }

  @Test
  void aWrongCallSaysWhatIsRight() {
    assertThat(Cli.call().status()).isEqualTo(2);
    assertThat(Cli.call("queue").err()).contains("list", "bounce");
    assertThat(Cli.call("queue", "lst").err()).contains("queue list");
    assertThat(Cli.call("check", "--nonsense").status()).isEqualTo(2);
    assertThat(Cli.call("queue", "show").err()).contains("Missing required parameter: 'ID'");
    assertThat(Cli.call("queue", "show", "--content").status()).isEqualTo(2);
    assertThat(Cli.call("--help").out()).contains("serve", "check", "queue", "send", "version");
    assertThat(Cli.call("--help").out()).doesNotContain("rehearse");
    assertThat(Cli.call("version").out()).startsWith("postrider ");
  }

  @Test
  void aPluginsCommandRunsWithTheConfiguration() {
    Cli cli = Cli.call("--directory", directory.toString(), "greet", "world");
    assertThat(cli.out()).isEqualTo("hello [world] typed\n");
    assertThat(Cli.call("-d", directory.toString(), "greet", "--help").out())
        .isEqualTo("postrider greet NAME\n");
    Cli unknown = Cli.call("-d", directory.toString(), "gret");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("no command gret", "greet");
  }

  @Test
  void aWordThatNobodyKnowsIsNoMissingFile() {
    Cli cli = Cli.call("-d", "nowhere", "frobnicate");
    assertThat(cli.status()).isEqualTo(2);
    assertThat(cli.err())
        .contains("no command frobnicate", "nowhere/postrider.toml is not there", "--directory");
  }

  @Test
  void aFirstStartInAFileIsToldSo() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Cli cli = Cli.call("serve", file.toString());
    assertThat(cli.status()).isOne();
    assertThat(cli.err()).isEqualTo("postrider: " + file + ": is there already\n");
  }

  @Test
  void checkPrintsWhatIsInForceAndNoSecret() {
    Cli cli = Cli.call("check", "-d", directory.toString());
    assertThat(cli.status()).as(cli.err()).isZero();
    assertThat(cli.out()).contains("hostname = \"mx.example.org\"", "errors = 20  # not set");
    assertThat(cli.out()).contains("user = \"me\"", "password = \"(not shown)\"");
    assertThat(cli.out()).doesNotContain("sesame");
    assertThat(Cli.call("check", "-d", "nowhere").err())
        .isEqualTo("postrider: nowhere/postrider.toml: no such file\n");
  }

  /// Each asks for a configuration that is not there, and says which.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-d nowhere queue list",
        "queue -d nowhere list",
        "queue list -d nowhere",
        "--directory=nowhere reload",
        "reload --directory nowhere",
        "-c nowhere/postrider.toml queue counts",
        "queue counts --config=nowhere/postrider.toml",
        "-d elsewhere check -c nowhere/postrider.toml",
      })
  void whichConfigurationIsMeantMayBeSaidAnywhere(String call) {
    assertThat(Cli.call(call.split(" ")).err())
        .isEqualTo("postrider: nowhere/postrider.toml: no such file\n");
  }

  @Test
  void twoConfigurationsAreNotOne() {
    Cli twice = Cli.call("-d", "here", "check", "-d", "there");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.err()).contains("--directory was given before the command and after it");
    Cli contradiction = Cli.call("-d", "here", "serve", "there");
    assertThat(contradiction.status()).isEqualTo(2);
    assertThat(contradiction.err()).contains("contradicts");
  }

  @Test
  void checkWarnsOfAPostmasterWhomNobodyCanWriteTo() throws IOException {
    assertThat(Cli.call("check", "-d", directory.toString()).err()).isEmpty();
    Path file = directory.resolve("postrider.toml");
    Files.writeString(file, "postmaster = \"me@foreign.example\"\n" + Files.readString(file));
    Cli cli = Cli.call("check", "--quiet", "-d", directory.toString());
    assertThat(cli.status()).isZero();
    assertThat(cli.err())
        .startsWith("postrider: warning: mail for the postmaster, me@foreign.example, is going to")
        .hasLineCount(1);
  }

  @Test
  void checkReadsCertificatesAsAStartWould() throws IOException {
    Path file = directory.resolve("postrider.toml");
    String before = Files.readString(file);
    Files.writeString(directory.resolve("empty.pem"), "");
    Files.writeString(file, before + "[tls]\ncertificate = \"empty.pem\"\nkey = \"empty.pem\"\n");
    Cli server = Cli.call("check", "-d", directory.toString());
    assertThat(server.status()).isOne();
    assertThat(server.err())
        .contains("postrider.toml:15:1: tls.certificate: ", "empty.pem holds no certificate")
        .hasLineCount(1);
    Files.writeString(file, before + "[delivery]\ntrust = \"empty.pem\"\n");
    Cli client = Cli.call("check", "-d", directory.toString());
    assertThat(client.status()).isOne();
    assertThat(client.err())
        .contains("postrider.toml:15:1: delivery.trust: no certificate in ", "empty.pem")
        .hasLineCount(1);
  }

  @Test
  void sendIsCalledRightlyOrToldHow() {
    assertThat(Cli.call("send").err()).contains("--to is missing");
    assertThat(Cli.call("send", "--to", "nobody").status()).isEqualTo(2);
    assertThat(Cli.call("send", "--to", "a@b.example", "--tls", "perhaps").status()).isEqualTo(2);
    assertThat(Cli.call("send", "--to", "a@b.example", "--server", "127.0.0.1").err())
        .contains("wanted HOST:PORT");
  }

  @Test
  void sentMessagesAreStuffedAndEndLinesInCrLf() {
    assertThat(stuffed("a\n.b\r\n..c")).isEqualTo("a\r\n..b\r\n...c\r\n.\r\n");
    assertThat(stuffed("")).isEqualTo(".\r\n");
  }

  private static String stuffed(String text) {
    return new String(
        SendDialogue.stuffed(text.getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
  }

  @Test
  void theFirstConfigurationNamesEveryKey() {
    assertThat(FirstRun.configuration(Ports.USUAL))
        .contains("hostname = \"localhost\"", "#errors = 20", "[plugins.relay]", "#[delivery]");
  }

  @Test
  void theFirstConfigurationListensWhereTheManualSays() {
    assertThat(FirstRun.configuration(Ports.USUAL))
        .contains(
            "kind = \"mx\"\naddress = \"127.0.0.1:2525\"",
            "kind = \"submission\"\naddress = \"127.0.0.1:2587\"",
            "kind = \"submissions\"\naddress = \"127.0.0.1:2465\"",
            "address = \"127.0.0.1:2580\"");
    assertThat(Cli.call("serve", "--help").out()).contains("--free-ports");
  }
}
