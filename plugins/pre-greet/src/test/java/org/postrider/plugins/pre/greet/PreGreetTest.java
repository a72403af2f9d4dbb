// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.pre.greet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.ClientSession.Manners;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class PreGreetTest {
  private static final Verdict REFUSED =
      Verdict.refuse("5.5.0", "You spoke before you were greeted");

  private static PluginHarness harness() {
    return PluginHarness.with(new PreGreet());
  }

  @Test
  void whoTalksEarlyIsRefused() {
    PluginHarness harness = harness().manners(Manners.EARLY);
    assertThat(harness.connection()).isEqualTo(REFUSED);
    assertThat(harness.connection()).isEqualTo(REFUSED);
    assertThat(harness.counted("early")).isEqualTo(2);
  }

  @Test
  void whoHasWaitedOnceNeedNotWaitForADay() {
    PluginHarness harness = harness().manners(Manners.PATIENT);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    harness.manners(Manners.EARLY);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    harness.advance(Duration.ofDays(1));
    assertThat(harness.connection()).isEqualTo(REFUSED);
    assertThat(harness.counted("patient")).isEqualTo(1);
  }

  @Test
  void whoLeavesHasNotWaited() {
    PluginHarness harness = harness().manners(Manners.GONE);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    harness.manners(Manners.EARLY);
    assertThat(harness.connection()).isEqualTo(REFUSED);
  }

  @Test
  void earlyTalkersMayBeDeferredOrMarked() {
    assertThat(harness().setting("early", "defer").manners(Manners.EARLY).connection())
        .isEqualTo(Verdict.later("4.5.0", "You spoke before you were greeted"));
    PluginHarness marking = harness().setting("early", "mark").manners(Manners.EARLY);
    assertThat(marking.connection()).isEqualTo(Verdict.pass());
    assertThat(marking.mail("<a@b.example>").recipient("c@d.example").amended("A: b\r\n\r\n"))
        .isEqualTo("X-Pre-Greet: early\r\nA: b\r\n\r\n");
    marking.endSession();
    assertThat(marking.mail("<a@b.example>").recipient("c@d.example").amended("A: b\r\n\r\n"))
        .isEqualTo("A: b\r\n\r\n");
  }

  @Test
  void usersAndFriendsNeedNotWait() {
    PluginHarness harness =
        harness().setting("friends", List.of("192.0.2.0/24")).manners(Manners.EARLY);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    harness.client("198.51.100.1");
    assertThat(harness.connection()).isEqualTo(REFUSED);
    harness.listener(ListenerKind.SUBMISSION);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
  }

  @Test
  void listenersCanBeNamed() {
    PluginHarness harness =
        harness().setting("listeners", List.of("submission")).manners(Manners.EARLY);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    harness.listener(ListenerKind.SUBMISSION);
    assertThat(harness.connection()).isEqualTo(REFUSED);
  }

  @Test
  void tellsWhatIsWrong() {
    assertWrong("wait", "10s", "shorter than `deadline`");
    assertWrong("wait", "0s", "more than 0s");
    assertWrong("early", "shout", "one of refuse, defer, mark");
    assertWrong("known-for", "500d", "from 0s to 400d");
    assertWrong("friends", List.of("x"), "\"x\" is neither");
  }

  private static void assertWrong(String key, Object value, String words) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> harness().setting(key, value).install())
        .withMessageStartingWith("plugins.pre-greet." + key + ": ")
        .withMessageContaining(words);
  }
}
