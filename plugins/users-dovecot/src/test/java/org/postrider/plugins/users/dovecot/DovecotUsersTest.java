// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users.dovecot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.plugins.api.Login;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.testkit.DovecotAuth;
import org.postrider.testkit.ScriptedPeer;

/// Against a real Dovecot, and against what only pretends to be one.
@Timeout(120)
class DovecotUsersTest {
  private static PluginHarness harness(String server) {
    return PluginHarness.with(new DovecotUsers()).setting("servers", List.of(server));
  }

  private static void assertNobodyCanSay(PluginHarness harness, String name, String words) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> harness.password(name, "x"))
        .havingCause()
        .isInstanceOf(IOException.class)
        .withMessageContaining(words);
  }

  @Test
  void dovecotSaysWhoMayLogIn() throws Exception {
    Map<String, String> users = Map.of("tim", "{PLAIN}correct horse", "zoë", "{PLAIN}pässword");
    try (DovecotAuth dovecot = DovecotAuth.start(users)) {
      PluginHarness harness = harness(dovecot.socket().toString()).tls("TLSv1.3 x");
      assertThat(harness.password("tim", "correct horse")).contains(new Login.Proved("tim"));
      assertThat(harness.password("TIM", "correct horse")).contains(new Login.Proved("tim"));
      assertThat(harness.password("tim", "wrong")).isEmpty();
      assertThat(harness.password("tim", "")).isEmpty();
      assertThat(harness.password("nobody", "correct horse")).isEmpty();
      assertNobodyCanSay(harness, "ann@fails.example", "it cannot say now");
      dovecot.kill();
      assertNobodyCanSay(harness, "tim", "no server gave an answer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'FAIL\t1\tuser=tim\tcode=user_disabled', Wrong",
    "'FAIL\t1\tuser=tim\tuser_disabled', Wrong",
    "'FAIL\t1\tuser=tim\tcode=pass_expired', Wrong",
    "'OK\t1\tuser=tim@example.org\tx=y', tim@example.org",
    "'OK\t1', tim"
  })
  void itsOtherAnswersAreUnderstood(String answer, String login) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(script("VERSION\t1\t2", answer))) {
      Login expected = login.equals("Wrong") ? new Login.Wrong() : new Login.Proved(login);
      assertThat(harness("127.0.0.1:" + peer.port()).password("tim", "x")).contains(expected);
    }
  }

  @Test
  void whatIsNoDovecotIsNoAnswer() throws Exception {
    assertTrouble(script("VERSION\t2\t0", ""), "does not speak version 1");
    assertTrouble(script("VERSION\t1\t2", "NOTFOUND\t1"), "what nobody understands: NOTFOUND");
    assertTrouble(script("VERSION\t1\t2", "OK\t2\tuser=eve"), "what nobody understands: OK");
    assertTrouble(script("VERSION\t1\t2", "FAIL\t1\ttemp"), "it cannot say now");
    assertTrouble("S: VERSION\t1\t1\nS: DONE\n! stall", "does not offer PLAIN");
    assertTrouble("S: 220 smtp\n".repeat(200) + "! stall", "does not come to an end");
  }

  private static void assertTrouble(String script, String words) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertNobodyCanSay(harness("127.0.0.1:" + peer.port()), "tim", words);
    }
  }

  private static String script(String version, String answer) {
    return "S: " + version + "\nS: MECH\tPLAIN\tplaintext\nS: DONE\nS: " + answer + "\n! stall\n";
  }
}
