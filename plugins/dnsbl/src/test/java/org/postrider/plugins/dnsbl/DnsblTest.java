// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class DnsblTest {
  private static final String CLIENT = "203.0.113.7";
  private static final String REVERSED = "7.113.0.203";

  private static PluginHarness clients(String... lists) {
    return PluginHarness.with(new Dnsbl()).client(CLIENT).setting("clients", List.of(lists));
  }

  private static Verdict refused(String text, String detail) {
    return Verdict.refuse(Refusal.of(550, "5.7.1", text).because(detail));
  }

  private static boolean isRefused(PluginHarness harness) {
    return !harness.mail("<a@b.example>").verdict().equals(Verdict.pass());
  }

  @Test
  void aListedClientIsRefusedWithTheListsOwnWords() {
    PluginHarness harness = clients("bl.example");
    harness
        .lookup()
        .address(REVERSED + ".bl.example", "127.0.0.2")
        .text(REVERSED + ".bl.example", "see https://bl.example/why");
    assertThat(harness.mail("<a@b.example>").verdict())
        .isEqualTo(
            refused(
                "Client [203.0.113.7] is listed by bl.example: see https://bl.example/why",
                "score 1, bl.example"));
    assertThat(harness.counted("refused")).isEqualTo(1);
    assertThat(isRefused(harness.client("203.0.113.8"))).isFalse();
  }

  @Test
  void anAddressOfSixteenOctetsIsAskedAboutByNibbles() {
    PluginHarness harness = clients("bl.example").client("2001:db8:1::8:9a");
    harness
        .lookup()
        .address(
            "a.9.0.0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bl.example",
            "127.0.0.2");
    assertThat(isRefused(harness)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "bl.example, 127.0.0.2, true",
    "bl.example, 127.1.2.3, true",
    "bl.example, 192.0.2.1, false",
    "bl.example=127.0.0.2, 127.0.0.2, true",
    "bl.example=127.0.0.2, 127.0.0.3, false",
    "bl.example=127.0.0.[2..11], 127.0.0.11, true",
    "bl.example=127.0.0.[2..11], 127.0.0.12, false",
    "bl.example=127.0.[0..255].[1;4..5], 127.0.9.4, true",
    "bl.example=127.0.[0..255].[1;4..5], 127.0.9.3, false",
    "bl.example., 127.0.0.2, true"
  })
  void onlyTheCodesThatAreMeantCount(String list, String answer, boolean counts) {
    PluginHarness harness = clients(list);
    harness.lookup().address(REVERSED + ".bl.example", answer);
    assertThat(isRefused(harness)).isEqualTo(counts);
  }

  @Test
  void scoresAddUpAndFriendsTakeAway() {
    PluginHarness harness =
        clients(
                "one.example 2",
                "two.example=127.0.0.2 3",
                "two.example=127.0.0.4 1",
                "dnswl.example -4")
            .setting("refuse-from", 6)
            .setting("mark-from", 2);
    harness
        .lookup()
        .address(REVERSED + ".one.example", "127.0.0.2")
        .address(REVERSED + ".two.example", "127.0.0.2")
        .address(REVERSED + ".two.example", "127.0.0.4");
    assertThat(harness.mail("<a@b.example>").verdict())
        .isEqualTo(
            refused(
                "Client [203.0.113.7] is listed by two.example",
                "score 6, one.example, two.example"));
    harness.lookup().address(REVERSED + ".dnswl.example", "127.0.5.1");
    assertThat(isRefused(harness)).isFalse();
    assertThat(harness.mail("<>").recipient("c@d.example").message("Subject: x\r\n\r\n"))
        .isEqualTo(
            new ContentVerdict.Amend(
                List.of(
                    new Change.AddField(
                        "X-DNSBL", "score 2, one.example, two.example, dnswl.example"))));
  }

  @Test
  void aSendersDomainMayBeListed() {
    PluginHarness harness =
        PluginHarness.with(new Dnsbl()).client(CLIENT).setting("senders", List.of("dbl.example"));
    harness.lookup().address("bad.example.dbl.example", "127.0.1.2");
    assertThat(harness.mail("<a@BAD.example>").verdict())
        .isEqualTo(
            refused(
                "The sender's domain bad.example is listed by dbl.example",
                "score 1, dbl.example"));
    for (String sender : List.of("<>", "<a@good.example>", "<a@[192.0.2.1]>")) {
      assertThat(harness.mail(sender).verdict()).isEqualTo(Verdict.pass());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.255.255.252", "127.255.255.254", "127.255.255.255"})
  void aListThatRefusesBlocksNobody(String answer) {
    PluginHarness harness = clients("bl.example", "bl.example=127.255.255.[0..255]");
    harness.lookup().address(REVERSED + ".bl.example", answer);
    assertThat(isRefused(harness)).isFalse();
    assertThat(harness.counted("refused")).isZero();
    assertThat(harness.counted("unwilling")).isEqualTo(1);
  }

  @Test
  void aListThatIsDownBlocksNobodyAndIsNamedOnceAnHour() {
    PluginHarness harness = clients("down.example", "bl.example").setting("refuse-from", 1);
    harness.lookup().broken(REVERSED + ".down.example");
    for (int i = 0; i < 3; i++) {
      assertThat(isRefused(harness)).isFalse();
    }
    assertThat(harness.counted("down")).isEqualTo(3);
    assertThat(harness.logged())
        .hasSize(1)
        .allMatch(line -> line.startsWith("WARNING the list down.example cannot be asked: "));
    harness.advance(Duration.ofHours(1));
    harness.lookup().address(REVERSED + ".bl.example", "127.0.0.2");
    assertThat(isRefused(harness)).as("the others still count").isTrue();
    assertThat(harness.logged()).hasSize(2);
  }

  @Test
  void friendsUsersAndPrivateNetworksAreNotAskedAbout() {
    PluginHarness harness = clients("bl.example").setting("friends", List.of("203.0.113.0/24"));
    harness.lookup().address(REVERSED + ".bl.example", "127.0.0.2");
    assertThat(isRefused(harness)).isFalse();
    for (String address : List.of("10.0.0.1", "127.0.0.1", "fd00::1", "fe80::1", "::1")) {
      PluginHarness local = clients("bl.example").client(address);
      local.lookup().broken(Questions.of(InetAddress.ofLiteral(address)) + ".bl.example");
      assertThat(isRefused(local)).isFalse();
      assertThat(local.counted("down")).isZero();
    }
    PluginHarness user = clients("bl.example");
    user.lookup().address(REVERSED + ".bl.example", "127.0.0.2");
    assertThat(isRefused(user.account("alice"))).isFalse();
    PluginHarness submission = clients("bl.example").listener(ListenerKind.SUBMISSION);
    submission.lookup().address(REVERSED + ".bl.example", "127.0.0.2");
    assertThat(isRefused(submission)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bl.example=",
        "bl.example=127.0.0",
        "bl.example=127.0.0.256",
        "bl.example=127.0.0.[9..2]",
        "bl.example=127.0.0.[]",
        "bl.example x",
        "bl example 1",
        "-.example",
        "bl.example 99999"
      })
  void wrongListsAreNamed(String list) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> clients(list).install())
        .withMessageStartingWith("plugins.dnsbl.clients: \"");
  }
}
