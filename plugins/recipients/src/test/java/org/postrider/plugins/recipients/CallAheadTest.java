// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// Against next hops that say what a script tells them.
@Timeout(120)
class CallAheadTest {
  private static final Verdict UNKNOWN = Verdict.refuse("5.1.1", "No such mailbox here");

  private static String script(String answer) {
    return """
    S: 220 inside.example ESMTP
    C: EHLO [192.0.2.1]
    S: 250-inside.example
    S: 250 SMTPUTF8
    C: MAIL FROM:<>
    S: 250 2.1.0 Ok
    C: RCPT TO:<tim@example.org>
    S: %s
    C: QUIT
    """
        .formatted(answer);
  }

  private static PluginHarness harness(ScriptedPeer... hops) {
    List<String> servers = List.of(hops).stream().map(hop -> "127.0.0.1:" + hop.port()).toList();
    return PluginHarness.with(new Recipients())
        .setting("domains", List.of("example.org"))
        .setting("next-hop-servers", servers);
  }

  private static Verdict verdict(PluginHarness harness, String recipient) {
    return harness.mail("<a@b.example>").recipient(recipient).verdict();
  }

  private static void assertNobodyCanSay(PluginHarness harness, String words) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> verdict(harness, "tim@example.org"))
        .havingCause()
        .isInstanceOf(IOException.class)
        .withMessageContaining(words);
  }

  @Test
  void whomTheNextHopTakesExistsAndIsAskedAboutOnce() throws Exception {
    try (ScriptedPeer hop = ScriptedPeer.open(script("250 2.1.5 Ok"))) {
      PluginHarness harness = harness(hop);
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(Verdict.pass());
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(Verdict.pass());
      assertThat(hop.connections()).isEqualTo(1);
      assertThat(harness.counted("remembered")).isEqualTo(1);
      await().atMost(Waits.LONGEST).until(() -> hop.text(0).endsWith("QUIT\r\n"));
    }
  }

  @Test
  void whomItDoesNotKnowIsRefusedUntilItIsAskedAnew() throws Exception {
    try (ScriptedPeer hop =
        ScriptedPeer.open(script("550 5.1.1 Unknown"), script("250 2.1.5 Ok"))) {
      PluginHarness harness = harness(hop);
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(UNKNOWN);
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(UNKNOWN);
      assertThat(hop.connections()).isEqualTo(1);
      harness.advance(Duration.ofMinutes(6));
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(Verdict.pass());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"450 4.2.1 Busy", "550 5.7.1 Not from you", "451 later", "354 what"})
  void whatIsNotAboutTheMailboxIsNoAnswer(String answer) throws Exception {
    try (ScriptedPeer hop = ScriptedPeer.open(script(answer))) {
      assertNobodyCanSay(harness(hop), answer.substring(0, 3));
    }
  }

  @Test
  void aHostThatDoesNotSpeakToUsIsNoAnswer() throws Exception {
    try (ScriptedPeer hop = ScriptedPeer.open("S: 554 5.3.2 No")) {
      assertNobodyCanSay(harness(hop), "to the greeting it says 554");
    }
    try (ScriptedPeer hop = ScriptedPeer.open("S: HTTP/1.1 400 Bad Request")) {
      assertNobodyCanSay(harness(hop), "this is no SMTP reply");
    }
    try (ScriptedPeer hop = ScriptedPeer.open("! close")) {
      assertNobodyCanSay(harness(hop), "ended before the answer did");
    }
  }

  @Test
  void anOldHostIsGreetedTheOldWay() throws Exception {
    String old =
        """
        S: 220 old.example
        C: EHLO mx.example.org
        S: 502 What?
        C: HELO mx.example.org
        S: 250 old.example
        C: MAIL FROM:<>
        S: 250 Ok
        C: RCPT TO:<tim@example.org>
        S: 250 Ok
        C: QUIT
        """;
    try (ScriptedPeer hop = ScriptedPeer.open(old)) {
      PluginHarness harness = harness(hop).setting("next-hop-hello", "mx.example.org");
      assertThat(verdict(harness, "tim@example.org")).isEqualTo(Verdict.pass());
    }
  }

  @Test
  void addressesOutsideAsciiAreAskedAboutAsSuch() throws Exception {
    String utf8 = script("250 Ok").replace("<>", "<> SMTPUTF8").replace("tim@", "tïm@");
    try (ScriptedPeer hop = ScriptedPeer.open(utf8)) {
      assertThat(verdict(harness(hop), "tïm@example.org")).isEqualTo(Verdict.pass());
    }
  }

  @Test
  void theNextOfTwoHostsIsAskedWhereOneIsAway() throws Exception {
    try (ScriptedPeer away = ScriptedPeer.open("S: 421 4.3.2 Closing");
        ScriptedPeer hop = ScriptedPeer.open(script("250 Ok"))) {
      assertThat(verdict(harness(away, hop), "tim@example.org")).isEqualTo(Verdict.pass());
      assertThat(away.connections()).isEqualTo(1);
    }
  }

  @Test
  void neverMoreConnectionsThanAllowed() throws Exception {
    try (ScriptedPeer hop = ScriptedPeer.open("S: 220 inside.example\n! stall")) {
      PluginHarness harness = harness(hop).setting("next-hop-connections", 2).install();
      List<Future<?>> asked = new ArrayList<>();
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      for (int i = 0; i < 10; i++) {
        String recipient = "r" + i + "@example.org";
        asked.add(threads.submit(() -> verdict(harness, recipient)));
      }
      await().atMost(Waits.LONGEST).until(() -> hop.connections() == 2);
      await().during(Duration.ofMillis(300)).until(() -> hop.connections() == 2);
      threads.shutdownNow(); // as the deadline does
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(asked).allSatisfy(each -> assertThat(each.isDone()).isTrue());
    }
  }
}
