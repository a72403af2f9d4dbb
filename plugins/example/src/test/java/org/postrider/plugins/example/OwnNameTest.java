// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.Addressed;
import org.postrider.plugins.harness.PluginHarness;
import org.postrider.smtp.protocol.reply.Reply;

class OwnNameTest {
  private static final Verdict NO = Verdict.refuse("5.7.1", "That is my name, not yours");

  private final PluginHarness harness =
      PluginHarness.with(new OwnName())
          .setting("names", List.of("MX.example.org"))
          .setting("mail-host", "mail.example.org");

  private Addressed to(String recipient) {
    return harness.mail("a@b.example").recipient(recipient);
  }

  @Test
  void refusesStrangersWhoSayOurName() {
    assertThat(harness.hello("mx.EXAMPLE.org").verdict()).isEqualTo(NO);
    assertThat(harness.counted("own_name")).isEqualTo(1);
  }

  @Test
  void passesWhoeverSaysAnotherName() {
    assertThat(harness.hello("mx.example.net").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void passesUsersAndOurselves() {
    assertThat(harness.client("127.0.0.1").hello("mx.example.org").verdict())
        .isEqualTo(Verdict.pass());
    harness.client("192.0.2.10").listener(ListenerKind.SUBMISSION);
    assertThat(harness.hello("mx.example.org").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("root@mx.example.org").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void passesEverybodyWhereNothingIsConfigured() {
    assertThat(PluginHarness.with(new OwnName()).hello("mx.example.org").verdict())
        .isEqualTo(Verdict.pass());
  }

  @Test
  void refusesStrangersWhomDnsCallsByOurName() {
    harness.lookup().name("192.0.2.10", "Mx.Example.Org").broken("192.0.2.11");
    assertThat(harness.connection()).isEqualTo(NO);
    assertThat(harness.client("192.0.2.11").connection()).isEqualTo(Verdict.pass());
    assertThat(harness.client("192.0.2.12").connection()).isEqualTo(Verdict.pass());
  }

  @Test
  void refusesStrangersWhoWriteInOurName() {
    assertThat(harness.mail("root@mx.example.org").verdict()).isEqualTo(NO);
    assertThat(harness.mail("root@example.org").verdict()).isEqualTo(Verdict.pass());
    assertThat(harness.mail("<>").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void onlyThePostmasterHasAMailboxAtOurName() {
    assertThat(to("root@mx.example.org").relay()).isEqualTo(Relay.DENY);
    assertThat(to("Postmaster@mx.example.org").relay()).isEqualTo(Relay.PASS);
    assertThat(to("root@example.org").relay()).isEqualTo(Relay.PASS);
  }

  @Test
  void thePostmasterIsNotToldTooMuch() {
    for (int i = 0; i < 20; i++) {
      assertThat(to("postmaster@mx.example.org").verdict()).isEqualTo(Verdict.pass());
    }
    assertThat(to("postmaster@mx.example.org").verdict())
        .isEqualTo(Verdict.later("4.7.1", "The postmaster has heard enough from you for now"));
    harness.advance(Duration.ofHours(1));
    assertThat(to("postmaster@mx.example.org").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void thePostmastersMailIsMarkedAndSentOnItsWay() {
    String text = "A: b\r\n\r\nhello\r\n";
    assertThat(to("postmaster@mx.example.org").amended(text))
        .isEqualTo("X-For-Postmaster-Of: mx.example.org\r\n" + text);
    assertThat(to("you@example.org").amended(text)).isEqualTo(text);
    assertThat(to("postmaster@mx.example.org").attempt(1))
        .isEqualTo(new Attempt.RouteTo("mail.example.org", 25));
    assertThat(to("you@example.org").attempt(1)).isEqualTo(Verdict.pass());
    Reply no = Reply.of(550, "5.1.1", "Nobody");
    to("postmaster@mx.example.org").outcome(Told.Ending.FAILED, no);
    to("you@example.org").outcome(Told.Ending.FAILED, no);
    assertThat(harness.counted("postmaster_failed")).isEqualTo(1);
  }

  @Test
  void aNotificationForNobodyIsThrownAway() {
    assertThat(harness.mail("<>").recipient("root@mx.example.org").queued("A: b\r\n\r\n"))
        .isEqualTo(new ContentVerdict.Discard("a notification for nobody"));
    assertThat(harness.mail("<>").recipient("postmaster@mx.example.org").queued("A: b\r\n\r\n"))
        .isEqualTo(Verdict.pass());
    assertThat(to("root@mx.example.org").queued("A: b\r\n\r\n")).isEqualTo(Verdict.pass());
  }

  @Test
  void theOperatorMaySeeTheNames() {
    assertThat(harness.command(List.of("own-names")).out()).isEqualTo("mx.example.org\n");
    assertThat(harness.command(List.of("own-names", "x")).status()).isEqualTo(2);
  }
}
