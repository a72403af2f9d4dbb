// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

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
import org.postrider.testkit.RspamDaemon;

/// Against a real rspamd, over TCP unless said otherwise.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RspamdTest {
  private static final Change.AddField MARK = new Change.AddField("X-Spam", "Yes");

  @TempDir private static Path directory;
  private RspamDaemon rspamd;

  @BeforeAll
  void start() throws Exception {
    rspamd = RspamDaemon.start(directory);
  }

  @AfterAll
  void stop() {
    if (rspamd != null) {
      rspamd.close();
    }
  }

  private PluginHarness harness() {
    return PluginHarness.with(new Rspamd())
        .setting("servers", List.of("127.0.0.1:" + rspamd.address().getPort()));
  }

  private static ContentVerdict message(PluginHarness harness, String body) {
    return harness
        .mail("<a@b.example>")
        .recipient("c@d.example")
        .recipient("e@d.example")
        .message("From: a@b.example\r\nSubject: hello\r\n\r\n" + body + "\r\n");
  }

  @Test
  void whatHasFewPointsPasses() {
    PluginHarness harness = harness();
    assertThat(message(harness, "hello")).isEqualTo(Verdict.pass());
    assertThat(message(harness, "points 4")).isEqualTo(Verdict.pass());
    assertThat(harness.counted("pass")).isEqualTo(2);
  }

  @Test
  void whatHasMoreIsMarked() {
    assertThat(message(harness(), "points 6")).isEqualTo(new ContentVerdict.Amend(List.of(MARK)));
  }

  @Test
  void aSubjectIsRewritten() {
    assertThat(message(harness(), "points 8"))
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(MARK, new Change.ReplaceField("Subject", 1, "[junk] hello"))));
    assertThat(message(harness().setting("fields", false), "points 8"))
        .isEqualTo(new ContentVerdict.Amend(List.of(MARK)));
  }

  @Test
  void forgedFieldsAreTakenOut() {
    ContentVerdict verdict =
        harness()
            .mail("<a@b.example>")
            .recipient("c@d.example")
            .message("x-spam: No\r\nSubject: a\r\nX-Seen: b\r\nX-Seen: c\r\n\r\nremove\r\n");
    assertThat(verdict)
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(
                    new Change.DeleteField("x-spam", 1),
                    new Change.DeleteField("X-Seen", 1),
                    new Change.DeleteField("X-Seen", 1))));
  }

  @Test
  void whatHasManyIsRefusedOverBothKindsOfSocket() {
    PluginHarness unix =
        PluginHarness.with(new Rspamd()).setting("servers", List.of(rspamd.socket().toString()));
    for (PluginHarness harness : List.of(harness(), unix)) {
      assertThat(message(harness, "points 15"))
          .isEqualTo(
              Verdict.refuse(
                  Refusal.of(550, "5.7.1", "Message looks like spam")
                      .because("reject, score 15.0 of 15.0")));
      assertThat(harness.counted("refuse")).isEqualTo(1);
    }
  }

  @Test
  void aSoftRejectionSaysWhatRspamdSays() {
    assertThat(message(harness(), "soft"))
        .isEqualTo(
            Verdict.refuse(
                Refusal.of(451, "4.7.1", "Come back at tea time")
                    .because("soft reject, score 0.0 of 15.0")));
  }

  @Test
  void actionsMayBeTreatedOtherwise() {
    PluginHarness harness =
        harness()
            .setting("actions", List.of("greylist defer", "add header hold", "reject discard"));
    assertThat(message(harness, "points 4"))
        .isEqualTo(
            Verdict.refuse(
                Refusal.of(451, "4.7.1", "Try again later")
                    .because("greylist, score 4.0 of 15.0")));
    assertThat(message(harness, "points 6"))
        .isEqualTo(new ContentVerdict.Hold("add header, score 6.0 of 15.0"));
    assertThat(message(harness, "points 15"))
        .isEqualTo(new ContentVerdict.Discard("reject, score 15.0 of 15.0"));
  }

  @Test
  void itTellsClientAndEnvelopeAndAddsFields() {
    PluginHarness harness = harness().account("alice").tls("TLSv1.3 TLS_AES_128_GCM_SHA256");
    ContentVerdict verdict = message(harness, "fields");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            ContentVerdict.Amend.class,
            amend ->
                assertThat(amend.changes())
                    .containsExactlyInAnyOrder(
                        new Change.AddField(
                            "X-Seen",
                            "ip=192.0.2.10 helo=client.example user=alice\r\n"
                                + "\tfrom=a@b.example rcpts=2"),
                        new Change.AddField("X-Twice", "one"),
                        new Change.AddField("X-Twice", "two")));
    assertThat(message(harness().account("alice").setting("fields", false), "fields"))
        .isEqualTo(Verdict.pass());
  }

  @Test
  void aNameOfTheClientIsTold() {
    PluginHarness harness = harness();
    harness.lookup().name("192.0.2.10", "mail.b.example").address("mail.b.example", "192.0.2.10");
    assertThat(message(harness, "hostname"))
        .isEqualTo(
            new ContentVerdict.Amend(List.of(new Change.AddField("X-Host", "mail.b.example"))));
  }

  @Test
  void oneThatIsKilledGivesNoAnswer(@TempDir Path other) throws Exception {
    RspamDaemon killed = RspamDaemon.start(other);
    PluginHarness harness =
        harness().setting("servers", List.of("127.0.0.1:" + killed.address().getPort()));
    assertThat(message(harness, "hello")).isNotNull(); // who answers has been started
    killed.kill();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> message(harness, "hello"))
        .havingCause()
        .withMessageContaining("no server gave an answer");
  }

  @Test
  void wrongActionsAreNamed() {
    for (String wrong : List.of("reject", "add header", "reject kill", "")) {
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(() -> harness().setting("actions", List.of(wrong)).install())
          .withMessageContaining("plugins.rspamd.actions: \"" + wrong + "\" is not an action");
    }
  }
}
