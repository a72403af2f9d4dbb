// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.gateway.Gateway;
import org.postrider.gateway.Offline;
import org.postrider.gateway.first.SelfSigned;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.testkit.ManualClock;
import org.slf4j.LoggerFactory;

/// A certificate that can be read, and that clients are not going to take, or not for long.
class CertificateWarningsTest {
  /// Certificates made here are valid for a year from then.
  private static final Instant MADE = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void configuration() throws Exception {
    file = directory.resolve("postrider.toml");
    Files.writeString(
        file,
        Cli.configuration("").replace("level = \"error\"", "level = \"warn\"")
            + "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n");
    make("mx.example.org");
  }

  private void make(String host) throws Exception {
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    Files.deleteIfExists(certificate);
    Files.deleteIfExists(key);
    SelfSigned.write(certificate, key, host, MADE, new SecureRandom());
  }

  private List<String> warnings(Instant now) throws Exception {
    return new Offline(Cli.SOURCES, InstantSource.fixed(now)).check(file, Map.of());
  }

  @Test
  void thereIsNoneForOneThatIsWell() throws Exception {
    assertThat(warnings(MADE)).isEmpty();
    assertThat(warnings(MADE.plus(Duration.ofDays(350)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, is not valid before 2026-03-01T11:00:00Z",
    "352, expires at 2027-03-01T12:00:00Z",
    "366, has expired at 2027-03-01T12:00:00Z",
  })
  void thereIsOneForItsDates(int days, String words) throws Exception {
    assertThat(warnings(MADE.plus(Duration.ofDays(days))))
        .singleElement()
        .asString()
        .startsWith("the certificate in " + directory.resolve("certificate.pem") + " " + words);
  }

  @Test
  void thereIsOneForItsNames() throws Exception {
    make("other.example.org");
    assertThat(warnings(MADE))
        .containsExactly(
            "the certificate in "
                + directory.resolve("certificate.pem")
                + " is not for mx.example.org, which the key hostname says, but for"
                + " other.example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.example.org", "MX.Example.ORG"})
  void thereIsNoneForAnotherSpelling(String name) throws Exception {
    make(name);
    assertThat(warnings(MADE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.org", "*.mx.example.org", "*", "x.example.org"})
  void aStarIsOneLabel(String name) throws Exception {
    make(name);
    assertThat(warnings(MADE)).hasSize(1);
  }

  @Test
  void aStartAndAReloadSayItToo() throws Exception {
    ManualClock clock = new ManualClock(MADE.plus(Duration.ofDays(352)));
    Logger log = (Logger) LoggerFactory.getLogger(Gateway.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try (Gateway gateway =
        Gateway.open(() -> SettingsReader.read(file, Map.of()), Cli.SOURCES, clock)) {
      assertThat(lines.list).singleElement().asString().contains("expires at 2027-03-01");
      clock.advance(Duration.ofDays(14));
      assertThat(gateway.reload()).singleElement().asString().contains("has expired at");
      assertThat(lines.list).last().asString().contains("has expired at");
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsNoWarningButAMistake() throws Exception {
    Files.move(directory.resolve("key.pem"), directory.resolve("old.pem"));
    make("mx.example.org");
    Files.move(
        directory.resolve("old.pem"),
        directory.resolve("key.pem"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> warnings(MADE))
        .isInstanceOf(WrongConfiguration.class)
        .hasMessageMatching(
            ".*/postrider.toml:\\d+:1: tls.key: the private key in .*/key.pem is not the key of the"
                + " first certificate in .*/certificate.pem");
  }
}
