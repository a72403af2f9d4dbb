// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class LimitsTest {
  private static PluginHarness limits(String... limits) {
    return PluginHarness.with(new Limits()).setting("limits", List.of(limits));
  }

  private static Verdict tooMuch(String limit) {
    return Verdict.refuse(
        Refusal.of(450, "4.7.1", "You send more than we take in this time; try again later")
            .because(limit));
  }

  @Test
  void connectionsAreCountedForAnAddress() {
    String limit = "2 connections per address in 1m";
    PluginHarness harness = limits(limit);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.connection()).isEqualTo(tooMuch(limit));
    assertThat(harness.client("192.0.2.11").connection()).isEqualTo(Verdict.pass());
    harness.advance(Duration.ofMinutes(1)).client("192.0.2.10");
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.counted("refused")).isEqualTo(1);
  }

  @Test
  void aNetworkIsCountedTogether() {
    String limit = "2 connections per network in 1m";
    PluginHarness harness = limits(limit);
    harness.connection();
    harness.client("192.0.2.200").connection();
    assertThat(harness.client("192.0.2.77").connection()).isEqualTo(tooMuch(limit));
    assertThat(harness.client("192.0.3.77").connection()).isEqualTo(Verdict.pass());
    harness.client("2001:db8::1").connection();
    harness.client("2001:db8::2").connection();
    assertThat(harness.client("2001:db8::3").connection()).isEqualTo(tooMuch(limit));
    assertThat(harness.client("2001:db8:0:1::3").connection()).isEqualTo(Verdict.pass());
  }

  @Test
  void messagesAreCountedForAnAccountAndASender() {
    String perAccount = "2 messages per account in 1h";
    String perSender = "1 messages per sender in 1h";
    PluginHarness harness = limits(perAccount, perSender);
    assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<A@B.example>").verdict()).isEqualTo(tooMuch(perSender));
    assertThat(harness.mail("<>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<>").verdict()).as("nobody is not counted").isEqualTo(Verdict.pass());
    harness.account("alice");
    assertThat(harness.mail("<x@b.example>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<y@b.example>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<z@b.example>").verdict()).isEqualTo(tooMuch(perAccount));
  }

  @Test
  void recipientsAndOctetsAreCounted() {
    String recipients = "2 recipients per domain in 1d";
    String octets = "1KiB octets per address in 1d";
    PluginHarness harness = limits(recipients, octets);
    assertThat(harness.mail("<a@b.example>").recipient("c@d.example").verdict())
        .isEqualTo(Verdict.pass());
    assertThat(harness.mail("<x@b.example>").recipient("e@d.example").verdict())
        .isEqualTo(Verdict.pass());
    assertThat(harness.mail("<a@b.example>").recipient("f@d.example").verdict())
        .isEqualTo(tooMuch(recipients));
    ContentVerdict small = harness.mail("<>").recipient("c@d.example").message("x".repeat(1000));
    assertThat(small).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<>").recipient("c@d.example").message("x".repeat(25)))
        .isEqualTo(tooMuch(octets));
  }

  @Test
  void whoGoesOnTryingIsNotLetInTheSooner() {
    String limit = "1 connections per address in 10m";
    PluginHarness harness = limits(limit);
    harness.connection();
    for (int i = 0; i < 9; i++) {
      harness.advance(Duration.ofMinutes(1));
      assertThat(harness.connection()).isEqualTo(tooMuch(limit));
    }
    harness.advance(Duration.ofMinutes(1));
    assertThat(harness.connection()).as("a window does not grow").isEqualTo(Verdict.pass());
  }

  @Test
  void friendsAreNotCounted() {
    PluginHarness harness =
        limits("0 connections per address in 1m").setting("friends", List.of("192.0.2.10"));
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.client("192.0.2.11").connection())
        .isEqualTo(tooMuch("0 connections per address in 1m"));
  }

  @Test
  void whoComesNearALimitHasToWait() {
    PluginHarness harness = limits("4 connections per address in 1m").setting("tarpit", "20ms");
    long begun = System.nanoTime();
    for (int i = 0; i < 4; i++) {
      assertThat(harness.connection()).isEqualTo(Verdict.pass());
    }
    assertThat(harness.counted("slowed")).isEqualTo(2);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(Duration.ofMillis(30));
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> limits().setting("tarpit", "1h").install())
        .withMessageStartingWith("plugins.limits.tarpit: has to be shorter than `deadline`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "messages per account in 1h",
        "10 letters per account in 1h",
        "10 messages per person in 1h",
        "10 messages per account in 0s",
        "10 messages per account in 500d",
        "10 messages per account",
        "10MiB messages per account in 1h",
        "10 octets per account in 1h",
        "10 connections per account in 1h"
      })
  void wrongLimitsAreNamed(String limit) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> limits(limit).install())
        .withMessageStartingWith("plugins.limits.limits: \"" + limit + "\"");
  }
}
