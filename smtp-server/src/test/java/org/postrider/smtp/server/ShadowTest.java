// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.plugins.api.Relay;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Verdict;
import org.postrider.smtp.server.PluginWatch.Fate;
import org.postrider.smtp.server.PolicySet.Asked;
import org.postrider.smtp.server.PolicySet.Breaker;
import org.postrider.smtp.server.PolicySet.Guard;

/// A plug-in in shadow is asked on real mail, and changes nothing for it.
class ShadowTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Ledger ledger = new Ledger();

  private static <Q, A> Asked<Q, A> shadow(Answer<Q, A> answer, Duration deadline) {
    Guard guard = new Guard(deadline, 10, OnFailure.DEFER, Breaker.defaults(), true);
    return new Asked<>("shadow", answer, guard);
  }

  private RunningServer started(
      List<Asked<Mail, Verdict>> mail,
      List<Asked<Recipient, Relay>> relay,
      List<Asked<Submitted, ContentVerdict>> message)
      throws IOException {
    PolicySet base = RunningServer.policies();
    return RunningServer.startWatched(
        new PolicySet(
            base.connection(),
            base.hello(),
            base.password(),
            base.scram(),
            mail,
            relay.isEmpty() ? base.relay() : relay,
            base.recipient(),
            message),
        ledger);
  }

  private static String send(RunningServer running) throws IOException {
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      return client.ask("Subject: x\r\n\r\nhello\r\n.");
    }
  }

  private void awaitEntries(String... entries) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ledger.entries().containsAll(List.of(entries)));
  }

  @Test
  void itsRefusalIsOnlyCompared() throws IOException {
    Asked<Mail, Verdict> refuses = shadow(Answer.pure(_ -> Verdict.refuse("5.7.1", "Never")), LONG);
    try (RunningServer running = started(List.of(refuses), List.of(), List.of())) {
      assertThat(send(running)).startsWith("250 2.0.0");
      awaitEntries("shadow mail " + Fate.REFUSED, "shadow mail differs");
    }
  }

  @Test
  void itsAgreementIsSeen() throws IOException {
    Asked<Mail, Verdict> refuses =
        RunningServer.asked("real", _ -> Verdict.refuse("5.7.1", "Never"));
    Asked<Mail, Verdict> agrees = shadow(_ -> Verdict.later("4.7.1", "Another word"), LONG);
    try (RunningServer running = started(List.of(agrees, refuses), List.of(), List.of())) {
      send(running);
      awaitEntries("shadow mail agrees");
    }
  }

  @Test
  void nobodyWaitsForIt() throws IOException {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    Asked<Mail, Verdict> slow =
        shadow(
            _ -> {
              mayAnswer.await();
              return Verdict.pass();
            },
            LONG);
    try (RunningServer running = started(List.of(slow), List.of(), List.of())) {
      assertThat(send(running)).startsWith("250 2.0.0");
      assertThat(ledger.entries()).doesNotContain("shadow mail " + Fate.ANSWERED);
      mayAnswer.countDown();
      awaitEntries("shadow mail " + Fate.ANSWERED, "shadow mail agrees");
    }
  }

  @Test
  void itsFailureIsCountedAndHasNoEffect() throws IOException {
    Asked<Mail, Verdict> late =
        shadow(
            _ -> {
              new CountDownLatch(1).await();
              return Verdict.pass();
            },
            Duration.ofMillis(50));
    Asked<Submitted, ContentVerdict> throwing =
        shadow(
            _ -> {
              throw new IOException("away");
            },
            LONG);
    try (RunningServer running = started(List.of(late), List.of(), List.of(throwing))) {
      assertThat(send(running)).startsWith("250 2.0.0");
      awaitEntries("shadow mail " + Fate.LATE, "shadow message " + Fate.FAILED);
    }
  }

  @Test
  void itNeverOpensTheRelay() throws IOException {
    Asked<Recipient, Relay> allows = shadow(Answer.pure(_ -> Relay.ALLOW), LONG);
    try (RunningServer running = started(List.of(), List.of(allows), List.of());
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      assertThat(client.ask("RCPT TO:<c@local.example>")).startsWith("550 5.7.1");
      awaitEntries("shadow relay differs");
    }
  }

  @Test
  void itReadsAMessageThatHasBeenAcceptedMeanwhile() throws IOException {
    CountDownLatch accepted = new CountDownLatch(1);
    Asked<Submitted, ContentVerdict> reads =
        shadow(
            question -> {
              accepted.await();
              try (var in = question.content().open()) {
                String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
                return text.endsWith("hello\r\n")
                    ? new ContentVerdict.Hold("seen")
                    : Verdict.pass();
              }
            },
            LONG);
    try (RunningServer running = started(List.of(), List.of(), List.of(reads))) {
      assertThat(send(running)).startsWith("250 2.0.0");
      accepted.countDown();
      awaitEntries("shadow message " + Fate.ANSWERED, "shadow message differs");
      assertThat(running.queued().getFirst().entry().reason()).isEmpty();
    }
  }
}
