// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.postrider.testkit.SpamDaemon;

/// Against a real spamd.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SpamdTest {
  private static final String HAM = "From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n";
  private static final String JUNK = HAM + SpamDaemon.JUNK + "\r\n";
  private static final String FILTH = JUNK + SpamDaemon.FILTH + "\r\n";

  @TempDir private static Path directory;
  private SpamDaemon spamd;

  @BeforeAll
  void start() throws Exception {
    spamd = SpamDaemon.start(directory);
  }

  @AfterAll
  void stop() throws Exception {
    if (spamd != null) {
      spamd.close();
    }
  }

  private PluginHarness harness() {
    return PluginHarness.with(new Spamd())
        .setting("servers", List.of("127.0.0.1:" + spamd.address().getPort()));
  }

  private static ContentVerdict message(PluginHarness harness, String text) {
    return harness.mail("<a@b.example>").recipient("c@d.example").message(text);
  }

  private static ContentVerdict fields(String... namesAndValues) {
    List<Change> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Change.AddField(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new ContentVerdict.Amend(fields);
  }

  @Test
  void itTellsClientAndEnvelope() {
    PluginHarness harness = harness();
    assertThat(message(harness, HAM))
        .isEqualTo(
            fields(
                "X-Spam-Status",
                "No, score=0.6 required=5.0\r\n\ttests=POSTRIDER_CLIENT,POSTRIDER_SENDER"));
    assertThat(harness.counted("ham")).isEqualTo(1);
    assertThat(message(harness().client("192.0.2.11"), HAM))
        .isEqualTo(
            fields("X-Spam-Status", "No, score=0.1 required=5.0\r\n\ttests=POSTRIDER_SENDER"));
  }

  @Test
  void spamIsMarked() {
    PluginHarness harness = harness();
    assertThat(message(harness, JUNK))
        .isEqualTo(
            fields(
                "X-Spam-Status",
                "Yes, score=7.6 required=5.0\r\n"
                    + "\ttests=POSTRIDER_CLIENT,POSTRIDER_JUNK,POSTRIDER_SENDER",
                "X-Spam-Flag",
                "YES"));
    assertThat(harness.counted("spam")).isEqualTo(1);
    assertThat(message(harness().setting("status", false), JUNK))
        .isEqualTo(fields("X-Spam-Flag", "YES"));
    assertThat(message(harness().setting("status", false), HAM)).isEqualTo(Verdict.pass());
  }

  @Test
  void forgedFieldsAreTakenOut() {
    String forged = "X-Spam-Status: No\r\nx-spam-flag: NO\r\n" + HAM;
    assertThat(message(harness().setting("status", false), forged))
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(
                    new Change.DeleteField("X-Spam-Status", 1),
                    new Change.DeleteField("x-spam-flag", 1))));
  }

  @Test
  void muchSpamIsRefused() {
    ContentVerdict refused =
        Verdict.refuse(
            Refusal.of(550, "5.7.1", "Message looks like spam").because("spam, score 27.6 of 5.0"));
    assertThat(message(harness(), FILTH)).isEqualTo(refused);
    assertThat(message(harness().setting("refuse-from", 28), FILTH))
        .isInstanceOf(ContentVerdict.Amend.class);
    assertThat(message(harness().setting("spam", "hold"), JUNK))
        .isEqualTo(new ContentVerdict.Hold("spam, score 7.6 of 5.0"));
  }

  @Test
  void neitherLargeMailNorThatOfUsersIsShown() {
    assertThat(message(harness().account("alice"), JUNK)).isEqualTo(Verdict.pass());
    assertThat(message(harness(), JUNK + "0123456789\r\n".repeat(50_000)))
        .isEqualTo(Verdict.pass());
    assertThat(message(harness().setting("authenticated", true).account("alice"), FILTH))
        .isInstanceOf(ContentVerdict.Refuse.class);
  }

  @Test
  void largeMailMayBeShown() {
    PluginHarness harness = harness().setting("largest", "5MiB");
    assertThat(message(harness, "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(90_000) + FILTH))
        .isInstanceOf(ContentVerdict.class)
        .isNotEqualTo(Verdict.pass());
  }

  @Test
  void aUserMayBeNamed() {
    assertThat(message(harness().setting("user", "nobody"), FILTH))
        .isInstanceOf(ContentVerdict.Refuse.class);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting("user", "two words").install())
        .withMessageContaining("plugins.spamd.user: has to be printable ASCII");
  }

  @Test
  void oneThatIsKilledGivesNoAnswer(@TempDir Path other) throws Exception {
    SpamDaemon killed = SpamDaemon.start(other);
    killed.kill();
    killed.close();
    PluginHarness harness =
        harness().setting("servers", List.of("127.0.0.1:" + killed.address().getPort()));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> message(harness, JUNK))
        .havingCause()
        .withMessageContaining("no server gave an answer");
  }
}
