// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.SettingsException;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class AccessTest {
  private static final String SENDER = "<ann@b.example>";

  private static PluginHarness rules(String... rules) {
    return PluginHarness.with(new Access())
        .setting("rules", List.of(rules))
        .setting("sender-domain", false);
  }

  private static Verdict refused(int code, String status, String text, String detail) {
    return Verdict.refuse(Refusal.of(code, status, text).because(detail));
  }

  private static Verdict denied(String rule) {
    return refused(550, "5.7.1", "Access denied", rule);
  }

  @ParameterizedTest
  @CsvSource({
    "deny client 192.0.2.10, true",
    "deny client 192.0.2.0/24, true",
    "deny client 192.0.2.11, false",
    "deny client 2001:db8::/32, false",
    "deny client 0.0.0.0/0, true",
    "deny name mail.b.example, true",
    "deny name *.b.example, true",
    "deny name *.B.EXAMPLE, true",
    "deny name b.example, false",
    "deny name liar.example, false",
    "deny name unknown, false",
    "deny name /^mail/, true"
  })
  void aClientIsKnownAtOnce(String rule, boolean fits) {
    PluginHarness harness = rules(rule);
    harness
        .lookup()
        .name("192.0.2.10", "liar.example")
        .name("192.0.2.10", "Mail.B.Example")
        .address("mail.b.example", "192.0.2.10")
        .address("liar.example", "192.0.2.99");
    assertThat(harness.connection()).isEqualTo(fits ? denied(rule) : Verdict.pass());
    assertThat(harness.counted("rule")).isEqualTo(fits ? 1 : 0);
  }

  @Test
  void aClientWithoutAConfirmedNameIsUnknown() {
    assertThat(rules("deny name unknown").connection()).isEqualTo(denied("deny name unknown"));
  }

  @ParameterizedTest
  @CsvSource({
    "deny helo client.example, true",
    "deny helo CLIENT.example, true",
    "deny helo *.example, true",
    "deny helo other.example, false",
    "deny helo /^[^.]+$/, false"
  })
  void aGreetingIsKnownAtHelo(String rule, boolean fits) {
    PluginHarness harness = rules(rule);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.hello("client.example").verdict())
        .isEqualTo(fits ? denied(rule) : Verdict.pass());
  }

  @ParameterizedTest
  @CsvSource({
    "deny sender ann@b.example, true",
    "deny sender ANN@B.example, true",
    "deny sender @b.example, true",
    "deny sender ann@, true",
    "deny sender @*.example, true",
    "deny sender @*.b.example, false",
    "deny sender <>, false",
    "deny sender /^a.*@b/, true",
    "deny recipient ann@b.example, false"
  })
  void aSenderIsKnownAtMail(String rule, boolean fits) {
    assertThat(rules(rule).mail(SENDER).verdict()).isEqualTo(fits ? denied(rule) : Verdict.pass());
  }

  @Test
  void nobodyIsASenderToo() {
    assertThat(rules("deny sender <>").mail("<>").verdict()).isEqualTo(denied("deny sender <>"));
    assertThat(rules("deny sender @b.example").mail("<>").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void aRecipientIsKnownAtRcpt() {
    PluginHarness harness = rules("deny recipient @d.example Nobody reads here any more");
    assertThat(harness.mail(SENDER).verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail(SENDER).recipient("c@d.example").verdict())
        .isEqualTo(
            refused(
                550,
                "5.7.1",
                "Nobody reads here any more",
                "deny recipient @d.example Nobody reads here any more"));
  }

  @Test
  void theFirstThatFitsDecides() {
    String deny = "deny client 192.0.2.0/24";
    assertThat(rules("allow client 192.0.2.10", deny).connection()).isEqualTo(Verdict.pass());
    assertThat(rules(deny, "allow client 192.0.2.10").connection()).isEqualTo(denied(deny));
  }

  @Test
  void aRuleWaitsForWhatThoseAboveItLookAt() {
    String deny = "deny client 192.0.2.0/24";
    PluginHarness harness = rules("allow recipient postmaster@", deny);
    assertThat(harness.connection()).isEqualTo(Verdict.pass());
    assertThat(harness.mail(SENDER).verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail(SENDER).recipient("postmaster@d.example").verdict())
        .isEqualTo(Verdict.pass());
    assertThat(harness.mail(SENDER).recipient("c@d.example").verdict()).isEqualTo(denied(deny));
  }

  @Test
  void deferringIsForNow() {
    assertThat(rules("defer client 192.0.2.10").connection())
        .isEqualTo(refused(450, "4.7.1", "Try again later", "defer client 192.0.2.10"));
  }

  @Test
  void whereDnsCannotSayNobodyIsRefusedForGood() {
    PluginHarness harness = rules("allow name *.friend.example", "deny client 192.0.2.0/24");
    harness.lookup().broken("192.0.2.10");
    assertThat(harness.connection())
        .isEqualTo(
            refused(
                450, "4.4.3", "Name service trouble; try again later", "deny client 192.0.2.0/24"));
    PluginHarness half = rules("deny name unknown");
    half.lookup().name("192.0.2.10", "mail.b.example").broken("mail.b.example");
    assertThat(half.connection())
        .isEqualTo(
            refused(450, "4.4.3", "Name service trouble; try again later", "deny name unknown"));
    PluginHarness other = rules("deny name *.dynamic.example");
    other.lookup().broken("192.0.2.10");
    assertThat(other.connection()).isEqualTo(Verdict.pass());
  }

  @Test
  void usersAreNotAskedAbout() {
    String[] all = {"deny client 0.0.0.0/0", "deny sender @b.example"};
    PluginHarness submission = rules(all).listener(ListenerKind.SUBMISSION);
    assertThat(submission.connection()).isEqualTo(Verdict.pass());
    assertThat(submission.mail(SENDER).verdict()).isEqualTo(Verdict.pass());
    assertThat(rules(all).account("alice").mail(SENDER).verdict()).isEqualTo(Verdict.pass());
  }

  private static PluginHarness checking() {
    return PluginHarness.with(new Access());
  }

  @Test
  void aSendersDomainHasToTakeMail() {
    PluginHarness harness = checking();
    harness
        .lookup()
        .exchanger("b.example", "mx.b.example")
        .address("old.example", "192.0.2.3")
        .exchanger("null.example", "")
        .exchanger("root.example", ".")
        .broken("trouble.example");
    assertThat(harness.mail("<a@b.example>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<a@old.example>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<>").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<a@[192.0.2.10]>").verdict()).isEqualTo(Verdict.pass());
    for (String none : List.of("null.example", "root.example")) {
      assertThat(harness.mail("<a@" + none + ">").verdict())
          .isEqualTo(
              refused(550, "5.7.27", "The sender's domain says that it takes no mail", none));
    }
    assertThat(harness.mail("<a@nowhere.example>").verdict())
        .isEqualTo(
            refused(
                550,
                "5.1.8",
                "The sender's domain takes no mail: it has neither MX nor address",
                "nowhere.example"));
    assertThat(harness.mail("<a@trouble.example>").verdict())
        .isEqualTo(
            refused(
                450,
                "4.4.3",
                "Name service trouble; try again later",
                "no answer about trouble.example"));
    assertThat(harness.counted("sender_domain")).isEqualTo(3);
  }

  @Test
  void anAllowedClientMayHaveAnySender() {
    PluginHarness harness = checking().setting("rules", List.of("allow client 192.0.2.10"));
    assertThat(harness.mail("<a@nowhere.example>").verdict()).isEqualTo(Verdict.pass());
  }

  private static ContentVerdict content(String rule, String text) {
    return checking()
        .setting("content", List.of(rule))
        .mail("<>")
        .recipient("c@d.example")
        .message(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny header Subject /lottery/",
        "deny header subject /^you won the lottery$/",
        "deny header X-Folded /one two/",
        "deny header X-Q /grüße dich/",
        "deny header X-B /grüße/",
        "deny body /buy\\s+now/"
      })
  void aMessageIsSearched(String rule) {
    String text =
        """
        Subject: You won the Lottery
        X-Folded: one
         two
        X-Q: =?iso-8859-1?q?Gr=FC=DFe_dich?=
        X-B: =?UTF-8?B?R3LDvMOf?=
         =?utf-8?b?ZQ==?=
        X-Odd: =?none?q?a?= =?utf-8?q?=zz?=

        please
        BUY
        now
        """
            .replace("\n", "\r\n");
    assertThat(content(rule, text))
        .isEqualTo(refused(550, "5.7.1", "Message content is not wanted here", rule));
    assertThat(content(rule, "Subject: hello\r\n\r\nhello\r\n")).isEqualTo(Verdict.pass());
  }

  @Test
  void aBodyWithoutAHeaderIsSearchedFromItsBeginning() {
    assertThat(content("discard body /needle/", "one needle\r\nB: 2\r\n\r\nhay\r\n"))
        .isEqualTo(new ContentVerdict.Discard("discard body /needle/"));
  }

  @Test
  void onlyTheBeginningOfABodyIsSearched() {
    String text = "Subject: x\r\n\r\n" + "x".repeat(2000) + " needle\r\n";
    PluginHarness harness =
        checking()
            .setting("content", List.of("discard body /needle/"))
            .setting("body-size", "1KiB");
    assertThat(harness.mail("<>").recipient("c@d.example").message(text)).isEqualTo(Verdict.pass());
    assertThat(content("discard body /needle/", text))
        .isEqualTo(new ContentVerdict.Discard("discard body /needle/"));
    assertThat(content("hold body /needle/", text))
        .isEqualTo(new ContentVerdict.Hold("hold body /needle/"));
    assertThat(content("defer body /needle/ Not today", text))
        .isEqualTo(refused(451, "4.7.1", "Not today", "defer body /needle/ Not today"));
  }

  @Test
  void noExpressionTakesForEver() {
    String text = "Subject: " + "a".repeat(50_000) + "\r\n\r\n\r\n";
    assertThat(content("deny header Subject /(a*)*b/", text)).isEqualTo(Verdict.pass());
  }

  @Test
  void rulesMayStandInAFile(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("rules"), "# ours\n\ndeny client 192.0.2.0/24 Go away\n  deny helo x\n");
    PluginHarness harness =
        rules("allow client 192.0.2.11").setting("file", "rules").directory(directory);
    assertThat(harness.connection())
        .isEqualTo(refused(550, "5.7.1", "Go away", "deny client 192.0.2.0/24 Go away"));
    assertThat(harness.client("192.0.2.11").connection()).isEqualTo(Verdict.pass());
    Files.writeString(directory.resolve("wrong"), "deny helo a\ndeny helo\n");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> rules().setting("file", "wrong").directory(directory).install())
        .withMessageContaining("plugins.access.file: ")
        .withMessageContaining("wrong:2: \"deny helo\"");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> rules().setting("file", "none").directory(directory).install())
        .withMessageContaining("none cannot be read");
  }

  @Test
  void theRulesOnItsPageAreRight() throws Exception {
    String page =
        Files.readString(
            Path.of(System.getProperty("postrider.root")).resolve("docs/plugins/access.md"));
    String block = page.substring(page.indexOf("[plugins.access]"), page.indexOf("body-size ="));
    String[] parts = block.split("content = ");
    PluginHarness harness =
        PluginHarness.with(new Access())
            .setting("rules", quoted(parts[0]))
            .setting("content", quoted(parts[1]))
            .install();
    assertThat(harness.client("203.0.113.1").mail("<>").recipient("c@d.example").verdict())
        .isEqualTo(refused(450, "4.7.1", "Try again later", "defer name unknown"));
  }

  private static List<String> quoted(String toml) {
    return Pattern.compile("\"(.*)\"").matcher(toml).results().map(each -> each.group(1)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "deny",
        "refuse client 192.0.2.1",
        "hold client 192.0.2.1",
        "deny client",
        "deny client mail.example",
        "deny client 192.0.2.1/24",
        "deny client 192.0.2.1/33",
        "deny name -",
        "deny name *.[192.0.2.1]",
        "deny helo /(/",
        "deny helo /a",
        "deny sender ann",
        "deny sender @",
        "deny subject x"
      })
  void wrongRulesAreNamed(String rule) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> rules(rule).install())
        .withMessageStartingWith("plugins.access.rules: \"" + rule + "\" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny header Subject",
        "deny body needle",
        "deny body /(/",
        "deny text /x/",
        "mark body /x/"
      })
  void wrongContentRulesAreNamed(String rule) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> checking().setting("content", List.of(rule)).install())
        .withMessageStartingWith("plugins.access.content: \"" + rule + "\" ");
  }
}
