// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.greylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class GreylistTest {
  private final PluginHarness harness = PluginHarness.with(new Greylist());

  private boolean isTaken(String sender, String recipient) {
    return harness.mail(sender).recipient(recipient).verdict().equals(Verdict.pass());
  }

  private boolean isTaken() {
    return isTaken("<a@b.example>", "c@d.example");
  }

  @Test
  void aStrangerIsAskedToComeBack() {
    assertThat(harness.mail("<a@b.example>").recipient("c@d.example").verdict())
        .isEqualTo(
            Verdict.refuse(
                Refusal.of(
                        450, "4.7.1", "We do not know you yet; please come back in a few minutes")
                    .because("192.0.2.0/24 a@b.example c@d.example")));
    assertThat(harness.counted("stranger")).isEqualTo(1);
  }

  @Test
  void whoComesBackInTimeIsTakenFromThenOn() {
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofSeconds(59));
    assertThat(isTaken()).as("too early").isFalse();
    harness.advance(Duration.ofSeconds(1));
    assertThat(isTaken()).isTrue();
    harness.advance(Duration.ofDays(35));
    assertThat(isTaken()).isTrue();
    harness.advance(Duration.ofDays(35));
    assertThat(isTaken()).as("each visit begins the time anew").isTrue();
    harness.advance(Duration.ofDays(37));
    assertThat(isTaken()).isFalse();
    assertThat(harness.counted("returned")).isEqualTo(1);
    assertThat(harness.counted("known")).isEqualTo(2);
  }

  @Test
  void whoComesBackTooLateIsAStrangerAgain() {
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofHours(25));
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofMinutes(1));
    assertThat(isTaken()).isTrue();
  }

  @Test
  void aNeighbourMayComeBackInstead() {
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofMinutes(2)).client("192.0.2.200");
    assertThat(isTaken("<A@B.example>", "C@d.example")).isTrue();
    harness.client("198.51.100.1");
    assertThat(isTaken()).isFalse();
    harness.client("2001:db8:1:2::3");
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofMinutes(2)).client("2001:db8:1:2:ffff::9");
    assertThat(isTaken()).isTrue();
    harness.client("2001:db8:1:3::3");
    assertThat(isTaken()).isFalse();
  }

  @Test
  void otherSendersAndRecipientsAreOthers() {
    assertThat(isTaken()).isFalse();
    harness.advance(Duration.ofMinutes(2));
    assertThat(isTaken("<x@b.example>", "c@d.example")).isFalse();
    assertThat(isTaken("<a@b.example>", "x@d.example")).isFalse();
    assertThat(isTaken("<>", "c@d.example")).isFalse();
    assertThat(isTaken()).isTrue();
  }

  @Test
  void aNetworkThatOftenCameBackIsAFriend() {
    for (int i = 0; i < 5; i++) {
      assertThat(isTaken("<a" + i + "@b.example>", "c@d.example")).isFalse();
    }
    harness.advance(Duration.ofMinutes(2));
    for (int i = 0; i < 5; i++) {
      assertThat(isTaken("<a" + i + "@b.example>", "c@d.example")).isTrue();
    }
    assertThat(isTaken("<new@b.example>", "c@d.example")).isTrue();
    assertThat(harness.counted("friend")).isEqualTo(1);
    harness.client("198.51.100.1");
    assertThat(isTaken("<new@b.example>", "c@d.example")).isFalse();
  }

  @Test
  void friendsUsersAndSomeRecipientsNeedNotWait() {
    harness
        .setting("friends", List.of("192.0.2.0/25"))
        .setting("recipients", List.of("postmaster@", "@now.example"));
    assertThat(isTaken()).isTrue();
    harness.client("192.0.2.200");
    assertThat(isTaken()).isFalse();
    assertThat(isTaken("<a@b.example>", "postmaster@d.example")).isTrue();
    assertThat(isTaken("<a@b.example>", "x@now.example")).isTrue();
    harness.account("alice");
    assertThat(isTaken()).isTrue();
    harness.account("").listener(ListenerKind.SUBMISSION);
    assertThat(isTaken()).isTrue();
  }

  @Test
  void wrongSettingsAreNamed() {
    assertWrong("least", "0s", "plugins.greylist.least: has to be more than 0s");
    assertWrong("most", "30s", "plugins.greylist.most: has to be longer than `least`");
    assertWrong("known", "401d", "plugins.greylist.known: has to be more than 0s and at most 400d");
    assertWrong(
        "ipv4-bits", 33, "plugins.greylist.ipv4-bits: 33 is not a whole number from 8 to 32");
    assertWrong("message", "Grüße", "plugins.greylist.message: has to be ASCII");
    assertWrong("recipients", List.of("c"), "plugins.greylist.recipients: \"c\" is no address");
  }

  private static void assertWrong(String key, Object value, String message) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> PluginHarness.with(new Greylist()).setting(key, value).install())
        .withMessageStartingWith(message);
  }
}
