// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.queue.store.Entry;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.PolicySet.Guard;

/// What plug-ins do well and badly, seen from the client's side.
class PluginTroubleTest {

  private static PolicySet mail(List<Asked<Mail, Verdict>> mail) {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        base.scram(),
        mail,
        base.relay(),
        base.recipient(),
        base.message());
  }

  private static PolicySet message(List<Asked<Submitted, ContentVerdict>> message) {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        base.scram(),
        base.mail(),
        base.relay(),
        base.recipient(),
        message);
  }

  private static PolicySet relay(List<Asked<Recipient, Relay>> relay) {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        base.scram(),
        base.mail(),
        relay,
        base.recipient(),
        base.message());
  }

  private static String askMail(RunningServer running) throws IOException {
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      return client.ask("MAIL FROM:<a@b.example>");
    }
  }

  private static String sendMessage(RunningServer running) throws IOException {
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      return client.ask("Subject: x\r\n\r\nhello\r\n.");
    }
  }

  private static <Q, A> Asked<Q, A> guarded(
      Answer<Q, A> answer, Duration deadline, int atOnce, OnFailure onFailure) {
    return new Asked<>(
        "troubled", answer, new Guard(deadline, atOnce, onFailure, Breaker.defaults(), false));
  }

  @Test
  void theFirstRefusalWins() throws IOException {
    Asked<Mail, Verdict> first =
        RunningServer.asked("first", _ -> Verdict.refuse("5.7.1", "First says no"));
    Asked<Mail, Verdict> second =
        RunningServer.asked("second", Answer.pure(_ -> Verdict.later("4.7.1", "Second")));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, mail(List.of(first, second)))) {
      assertThat(askMail(running)).isEqualTo("550 5.7.1 First says no");
      assertThat(running.told)
          .last()
          .isInstanceOfSatisfying(
              Told.Refused.class,
              refused -> {
                assertThat(refused.by()).isEqualTo("first");
                assertThat(refused.stage()).isEqualTo("mail");
              });
    }
  }

  enum Trouble {
    THROWS,
    ANSWERS_NULL,
    IS_LATE,
    THROWS_WHILE_PURE,
    HAS_NO_ROOM
  }

  @SuppressWarnings("NullAway") // a plug-in may be written without it
  private static Asked<Mail, Verdict> troubled(Trouble trouble, OnFailure onFailure) {
    Duration soon = Duration.ofSeconds(30);
    return switch (trouble) {
      case THROWS -> guarded(_ -> fail(), soon, 10, onFailure);
      case ANSWERS_NULL -> guarded(_ -> null, soon, 10, onFailure);
      case IS_LATE -> guarded(_ -> never(), Duration.ofMillis(100), 10, onFailure);
      case THROWS_WHILE_PURE -> guarded(Answer.pure(_ -> fail()), soon, 10, onFailure);
      case HAS_NO_ROOM -> guarded(_ -> Verdict.pass(), soon, 0, onFailure);
    };
  }

  private static Verdict fail() {
    throw new IllegalStateException("a bug in a plug-in");
  }

  private static Verdict never() throws InterruptedException {
    new CountDownLatch(1).await();
    return Verdict.pass();
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void aFailingPluginDefers(Trouble trouble) throws IOException {
    PolicySet policies = mail(List.of(troubled(trouble, OnFailure.DEFER)));
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, policies)) {
      assertThat(askMail(running)).startsWith("451 4.3.0");
    }
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void aFailingPluginPassesWhereItIsToldTo(Trouble trouble) throws IOException {
    PolicySet policies = mail(List.of(troubled(trouble, OnFailure.PASS)));
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, policies)) {
      assertThat(askMail(running)).startsWith("250 2.1.0");
    }
  }

  @Test
  void aLatePluginIsInterruptedAndCountsUntilItEnds() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Asked<Mail, Verdict> stubborn =
        guarded(
            _ -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException _) {
                interrupted.countDown();
                mayEnd.await();
              }
              return Verdict.pass();
            },
            Duration.ofMillis(100),
            1,
            OnFailure.DEFER);
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, mail(List.of(stubborn)))) {
      assertThat(askMail(running)).startsWith("451 4.3.0");
      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(askMail(running)).startsWith("451 4.3.0"); // there is room for one only
      mayEnd.countDown();
    }
  }

  @Test
  void oneAllowSufficesAndADenyIsFinal() throws IOException {
    Asked<Recipient, Relay> allows = RunningServer.asked("a", Answer.pure(_ -> Relay.ALLOW));
    Asked<Recipient, Relay> passes = RunningServer.asked("b", _ -> Relay.PASS);
    Asked<Recipient, Relay> denies = RunningServer.asked("c", _ -> Relay.DENY);
    assertThat(ofRelays(List.of(passes, allows))).startsWith("250");
    assertThat(ofRelays(List.of(allows, passes))).startsWith("250");
    assertThat(ofRelays(List.of(allows, denies))).startsWith("550 5.7.1");
    assertThat(ofRelays(List.of(passes))).startsWith("550 5.7.1");
    assertThat(ofRelays(List.of())).startsWith("550 5.7.1");
    Asked<Recipient, Relay> fails =
        guarded(
            _ -> {
              throw new IOException("no answer");
            },
            Duration.ofSeconds(30),
            10,
            OnFailure.PASS);
    assertThat(ofRelays(List.of(fails))).startsWith("550 5.7.1"); // failing never opens the relay
  }

  private static String ofRelays(List<Asked<Recipient, Relay>> relays) throws IOException {
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, relay(relays));
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      return client.ask("RCPT TO:<c@local.example>");
    }
  }

  @Test
  void changesOfAllPluginsAreAppliedTogether() throws IOException {
    Mailbox archive = Mailbox.parse("archive@other.example");
    Asked<Submitted, ContentVerdict> first =
        RunningServer.asked(
            "first",
            question -> {
              try (var in = question.content().open()) {
                String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                return new ContentVerdict.Amend(
                    List.of(
                        new Change.AddField("X-Size", String.valueOf(text.length())),
                        new Change.AddRecipient(archive)));
              }
            });
    Asked<Submitted, ContentVerdict> second =
        RunningServer.asked(
            "second",
            Answer.pure(_ ->
                new ContentVerdict.Amend(
                    List.of(new Change.RemoveRecipient(Mailbox.parse("c@local.example"))))));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(first, second)))) {
      assertThat(sendMessage(running)).startsWith("250 2.0.0");
      assertThat(running.queued()).hasSize(1);
      assertThat(running.queued().getFirst().entry().recipients())
          .extracting(each -> each.mailbox())
          .containsExactly(archive);
      assertThat(running.text(running.queued().getFirst()))
          .startsWith("X-Size: 21\r\nReceived: from client.example");
    }
  }

  @Test
  void aMessageIsRewrittenInOneGo() throws IOException {
    Asked<Submitted, ContentVerdict> signs =
        RunningServer.asked(
            "signs",
            Answer.pure(_ ->
                new ContentVerdict.Amend(List.of(new Change.InsertField(1, "X-Signed", "yes")))));
    Asked<Submitted, ContentVerdict> rewrites =
        RunningServer.asked(
            "rewrites",
            Answer.pure(_ ->
                new ContentVerdict.Amend(
                    List.of(
                        new Change.ReplaceField("Subject", 1, "y"),
                        new Change.ReplaceBody(Content.of(new byte[] {'\n', (byte) 0xe9}))))));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(signs, rewrites)))) {
      assertThat(sendMessage(running)).startsWith("250 2.0.0");
      assertThat(running.text(running.queued().getFirst()))
          .startsWith("Received: from client.example")
          .endsWith("\r\nX-Signed: yes\r\nSubject: y\r\n\r\n\r\n\u00e9\r\n");
      assertThat(running.queued().getFirst().envelope().body()).isEqualTo(Body.EIGHT_BIT);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyThatCannotBeReadDefersTheWholeMessage(boolean isBug) throws IOException {
    Content broken =
        new Content() {
          @Override
          public long size() {
            return 1;
          }

          @Override
          public InputStream open() throws IOException {
            if (isBug) {
              throw new AssertionError("it is gone");
            }
            throw new IOException("it is gone");
          }
        };
    Asked<Submitted, ContentVerdict> rewrites =
        RunningServer.asked(
            "rewrites",
            Answer.pure(_ ->
                new ContentVerdict.Amend(
                    List.of(new Change.AddField("X-A", "b"), new Change.ReplaceBody(broken)))));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(rewrites)))) {
      assertThat(sendMessage(running)).startsWith("451 4.3.0");
      assertThat(running.queued()).isEmpty();
      assertThat(running.told)
          .last()
          .isInstanceOfSatisfying(
              Told.Refused.class, refused -> assertThat(refused.detail()).contains("it is gone"));
    }
  }

  @Test
  void aRefusalAfterAChangeChangesNothing() throws IOException {
    Asked<Submitted, ContentVerdict> amends =
        RunningServer.asked(
            "amends", _ -> new ContentVerdict.Amend(List.of(new Change.AddField("X-A", "b"))));
    Asked<Submitted, ContentVerdict> refuses =
        RunningServer.asked("refuses", _ -> Verdict.refuse("5.7.1", "Spam"));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(amends, refuses)))) {
      assertThat(sendMessage(running)).isEqualTo("550 5.7.1 Spam");
      assertThat(running.queued()).isEmpty();
    }
  }

  @Test
  void aDiscardedMessageIsAnsweredAndToldOf() throws IOException {
    Asked<Submitted, ContentVerdict> discards =
        RunningServer.asked("discards", _ -> new ContentVerdict.Discard("a honey pot"));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(discards)))) {
      assertThat(sendMessage(running)).startsWith("250 2.0.0 Ok: queued as ");
      assertThat(running.queued()).isEmpty();
      assertThat(running.told).last().isInstanceOf(Told.Discarded.class);
    }
  }

  @Test
  void aHeldMessageWaitsForAnOperator() throws IOException {
    Asked<Submitted, ContentVerdict> holds =
        RunningServer.asked("holds", _ -> new ContentVerdict.Hold("looks odd"));
    try (RunningServer running =
        RunningServer.start(RunningServer.LIMITS, message(List.of(holds)))) {
      assertThat(sendMessage(running)).startsWith("250 2.0.0");
      Entry entry = running.queued().getFirst().entry();
      assertThat(entry.state()).isEqualTo(Entry.State.HELD);
      assertThat(entry.reason()).isEqualTo("holds: looks odd");
    }
  }

  @Test
  void anAcceptedMessageIsToldOfOnce() throws IOException {
    try (RunningServer running = RunningServer.start()) {
      sendMessage(running);
      assertThat(running.told).hasSize(1).first().isInstanceOf(Told.Accepted.class);
    }
  }

  @Test
  void aConnectionMayBeRefusedInTheGreeting() throws IOException {
    PolicySet base = RunningServer.policies();
    PolicySet policies =
        new PolicySet(
            List.of(RunningServer.asked("wall", _ -> Verdict.refuse("5.7.1", "Go away"))),
            base.hello(),
            base.password(),
            base.scram(),
            base.mail(),
            base.relay(),
            base.recipient(),
            base.message());
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, policies);
        RunningServer.Client client = running.connect()) {
      assertThat(client.reply()).isEqualTo("554 5.7.1 Go away"); // RFC 5321 §3.1
      assertThat(client.isClosed()).isTrue();
    }
  }
}
