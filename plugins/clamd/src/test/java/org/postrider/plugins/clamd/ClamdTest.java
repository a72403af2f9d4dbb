// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.clamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.Child;
import org.postrider.testkit.ClamDaemon;

/// Against a real clamd, over TCP unless said otherwise.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ClamdTest {
  private static final String INFECTED = "Subject: hello\r\n\r\n" + ClamDaemon.MALWARE + "\r\n";
  private static final String UNWANTED = "Subject: hello\r\n\r\n" + ClamDaemon.UNWANTED + "\r\n";

  @TempDir private static Path directory;
  private ClamDaemon clamd;

  @BeforeAll
  void start() throws Exception {
    clamd = ClamDaemon.start(directory);
  }

  @AfterAll
  void stop() {
    if (clamd != null) {
      clamd.close();
    }
  }

  private PluginHarness harness() {
    return PluginHarness.with(new Clamd())
        .setting("servers", List.of("127.0.0.1:" + clamd.address().getPort()));
  }

  private static ContentVerdict message(PluginHarness harness, String text) {
    return harness.mail("<a@b.example>").recipient("c@d.example").message(text);
  }

  private static ContentVerdict refused(String text, String detail) {
    return Verdict.refuse(Refusal.of(550, "5.7.1", text).because(detail));
  }

  @Test
  void aCleanMessagePasses() {
    PluginHarness harness = harness();
    assertThat(message(harness, "Subject: hello\r\n\r\nhello\r\n")).isEqualTo(Verdict.pass());
    assertThat(harness.counted("clean")).isEqualTo(1);
  }

  @Test
  void anInfectedMessageIsRefusedOverBothKindsOfSocket() {
    PluginHarness unix =
        PluginHarness.with(new Clamd()).setting("servers", List.of(clamd.socket().toString()));
    for (PluginHarness harness : List.of(harness(), unix)) {
      assertThat(message(harness, INFECTED))
          .isEqualTo(
              refused(
                  "Message contains malware: Postrider.Malware.UNOFFICIAL",
                  "malware Postrider.Malware.UNOFFICIAL"));
      assertThat(harness.counted("infected")).isEqualTo(1);
    }
  }

  @Test
  void malwareBehindManyChunksIsFound() {
    String text = "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(100_000) + ClamDaemon.MALWARE;
    assertThat(message(harness(), text)).isInstanceOf(ContentVerdict.Refuse.class);
  }

  @Test
  void whatIsInfectedMayBeTreatedOtherwise() {
    assertThat(message(harness().setting("infected", "hold"), INFECTED))
        .isEqualTo(new ContentVerdict.Hold("malware Postrider.Malware.UNOFFICIAL"));
    assertThat(message(harness().setting("infected", "discard"), INFECTED))
        .isEqualTo(new ContentVerdict.Discard("malware Postrider.Malware.UNOFFICIAL"));
  }

  @Test
  void theFirstSignatureThatFitsDecides() {
    PluginHarness harness =
        harness().setting("signatures", List.of("PUA.Other hold", "PUA.* mark", "* discard"));
    assertThat(message(harness, UNWANTED))
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(
                    new Change.AddField("X-Virus-Status", "Infected (PUA.Unwanted.UNOFFICIAL)"))));
    assertThat(message(harness, INFECTED)).isInstanceOf(ContentVerdict.Discard.class);
  }

  @Test
  void whatIsTooLargeForUsIsNotSent() {
    PluginHarness harness = harness().setting("largest", "1KiB").setting("too-large", "refuse");
    assertThat(message(harness, INFECTED + "x".repeat(1024)))
        .isEqualTo(refused("Message is too large to be scanned", "too large to be scanned"));
    assertThat(harness.counted("too_large")).isEqualTo(1);
  }

  @Test
  void whatIsTooLargeForClamdIsTreatedAlike() {
    PluginHarness harness =
        PluginHarness.with(new Clamd())
            .setting("servers", List.of(clamd.socket().toString()))
            .setting("too-large", "hold");
    assertThat(message(harness, "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(300_000)))
        .isEqualTo(new ContentVerdict.Hold("too large to be scanned"));
  }

  @Test
  void usersAreScannedUnlessToldOtherwise() {
    assertThat(message(harness().account("alice"), INFECTED))
        .isInstanceOf(ContentVerdict.Refuse.class);
    assertThat(message(harness().account("alice").setting("authenticated", false), INFECTED))
        .isEqualTo(Verdict.pass());
  }

  @Test
  void aServerThatIsAwayIsPassedOver() throws Exception {
    String nobody = "127.0.0.1:" + Child.freeAddress().getPort();
    String missing = directory.resolve("none.ctl").toString();
    PluginHarness harness =
        harness()
            .setting("servers", List.of(nobody, missing, "127.0.0.1:" + clamd.address().getPort()));
    assertThat(message(harness, INFECTED)).isInstanceOf(ContentVerdict.Refuse.class);
    assertThat(harness.counted("unreachable")).isEqualTo(2);
    message(harness, INFECTED);
    assertThat(harness.counted("unreachable"))
        .as("the one that answered is asked first")
        .isEqualTo(2);
  }

  @Test
  void oneThatIsKilledGivesNoAnswer(@TempDir Path other) throws Exception {
    ClamDaemon killed = ClamDaemon.start(other);
    killed.kill();
    PluginHarness harness =
        harness().setting("servers", List.of("127.0.0.1:" + killed.address().getPort()));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> message(harness, INFECTED))
        .havingCause()
        .withMessageContaining("no server gave an answer: 127.0.0.1:")
        .withMessageContaining("Connection refused");
  }

  @Test
  void wrongSettingsAreNamed() {
    assertWrong("servers", List.of("clamd.example"), "plugins.clamd.servers: \"clamd.example\"");
    assertWrong("servers", List.of(), "plugins.clamd.servers: has to name at least one");
    assertWrong("infected", "kill", "plugins.clamd.infected: has to be one of pass, mark, hold");
    assertWrong("too-large", "mark", "plugins.clamd.too-large: has to be one of pass, hold");
    assertWrong("signatures", List.of("PUA.*"), "plugins.clamd.signatures: \"PUA.*\" is not");
    assertWrong("connect-timeout", "0s", "plugins.clamd.connect-timeout: has to be more than 0s");
    assertWrong("connections", 0, "plugins.clamd.connections: 0 is not a whole number from 1");
  }

  private void assertWrong(String key, Object value, String message) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting(key, value).install())
        .withMessageContaining(message);
  }
}
