// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// What happens after a failure: on a clock that the test moves.
final class RetryTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final String BUSY = "S: 421 busy\nC: QUIT\nS: 221 bye\n";
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";

  /// A host that is busy for ever for to.example, and everything else thrown away.
  private static DeliverySettings busy(int port) {
    return Rig.with(
        new Route(
            List.of("to.example"),
            new Route.Host(List.of(new Route.Address("127.0.0.1", port)), false, Tls.NONE, null)),
        new Route(List.of("*"), new Route.Discard()));
  }

  private static List<Told.Attempted> ofRecipient(Rig rig) {
    return rig.attempts().stream()
        .filter(each -> each.recipient().toString().equals("b@to.example"))
        .toList();
  }

  private static Told.Attempted awaitAttempt(Rig rig, int number) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ofRecipient(rig).size() >= number);
    return ofRecipient(rig).get(number - 1);
  }

  @Test
  void waitsGrowAndEndInANotice() throws Exception {
    ManualClock clock = new ManualClock(START);
    try (ScriptedPeer peer = ScriptedPeer.open(BUSY);
        Rig rig = Rig.open(busy(peer.port()), clock)) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      List<Duration> waits = new ArrayList<>();
      Told.Attempted told = awaitAttempt(rig, 1);
      for (int i = 2; told.ending() == Told.Ending.DEFERRED; i++) {
        Instant next = told.next();
        assertThat(next).isNotNull();
        waits.add(Duration.between(clock.instant(), next));
        rig.delivery.wake();
        assertThat(ofRecipient(rig)).hasSize(i - 1);
        clock.advance(waits.getLast());
        rig.delivery.wake();
        told = awaitAttempt(rig, i);
        assertThat(told.attempt()).isEqualTo(i);
      }
      List<Duration> planned = RetrySchedule.defaults().waits();
      for (int i = 0; i < waits.size() - 1; i++) {
        long wanted = planned.get(Math.min(i, planned.size() - 1)).toMillis();
        assertThat(waits.get(i).toMillis()).isBetween(wanted * 9 / 10, wanted * 11 / 10);
      }
      assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(told.reason()).startsWith("4.4.7 given up after 5 days: 421 busy");
      assertThat(told.age()).isGreaterThanOrEqualTo(Duration.ofDays(5));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.queued().isEmpty());
      List<String> kinds =
          rig.told.stream()
              .filter(each -> each instanceof Told.Notified)
              .map(each -> ((Told.Notified) each).kind())
              .toList();
      assertThat(kinds).containsExactly("delay", "failure");
    }
  }

  private static Listing.Item onlyNotice(Rig rig, Told.Notified told) throws IOException {
    return rig.spool.list(Query.of(told.id()), null, 10).items().getFirst();
  }

  private static Told.Notified awaitNotice(Rig rig) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> rig.told.stream().anyMatch(each -> each instanceof Told.Notified));
    return rig.told.stream()
        .filter(each -> each instanceof Told.Notified)
        .map(each -> (Told.Notified) each)
        .findFirst()
        .orElseThrow();
  }

  /// What goes to from.example stays in the queue, to be looked at.
  private static DeliverySettings refusing(int port, int unreachable) {
    return Rig.with(
        new Route(
            List.of("to.example"),
            new Route.Host(List.of(new Route.Address("127.0.0.1", port)), false, Tls.NONE, null)),
        new Route(
            List.of("*"),
            new Route.Host(
                List.of(new Route.Address("127.0.0.1", unreachable)), false, Tls.NONE, null)));
  }

  @Test
  void aFailureBecomesANoticeInOneStep() throws Exception {
    String refusing =
        """
        S: 220 hi
        C: EHLO us.example
        S: 250-host
        S: 250 PIPELINING
        C: MAIL FROM:<a@from.example>
        C: RCPT TO:<b@to.example>
        C: RCPT TO:<c@to.example>
        C: RCPT TO:<d@to.example>
        C: DATA
        S: 250 ok
        S: 550 5.1.1 no such user
        S: 250 ok
        S: 553 5.1.3 nor that
        S: 354 go
        ! data
        S: 250 ok
        """;
    try (ScriptedPeer peer = ScriptedPeer.open(refusing);
        Rig rig = Rig.open(refusing(peer.port(), 1))) {
      rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example", "d@to.example");
      Told.Notified told = awaitNotice(rig);
      assertThat(told.kind()).isEqualTo("failure");
      assertThat(told.to()).hasToString("a@from.example");
      Listing.Item notice = onlyNotice(rig, told);
      assertThat(notice.envelope().sender().isNull()).isTrue();
      assertThat(notice.entry().destination()).isEqualTo("from.example");
      String text =
          new String(
              rig.spool.content(told.id()).orElseThrow().open().readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(text)
          .contains(
              "Final-Recipient: rfc822; b@to.example",
              "Final-Recipient: rfc822; d@to.example",
              "Status: 5.1.3",
              "Auto-Submitted: auto-replied",
              "Subject: hello")
          .doesNotContain("rfc822; c@to.example");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  @Test
  void aNoticeThatFailsIsNotAnswered() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: 554 no\nC: QUIT\nS: 221 bye\n");
        Rig rig = Rig.open(busy(peer.port()))) {
      rig.send("", CONTENT, "b@to.example");
      assertThat(awaitAttempt(rig, 1).ending()).isEqualTo(Told.Ending.FAILED);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.queued().isEmpty());
      assertThat(rig.told).noneMatch(each -> each instanceof Told.Notified);
    }
  }

  @Test
  void anOperatorBouncesAndHolds() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(BUSY);
        Rig rig = Rig.open(busy(peer.port()))) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      awaitAttempt(rig, 1);
      rig.send("x@from.example", CONTENT, "c@to.example");
      rig.awaitAttempts(2);
      rig.spool.change(Query.ALL, new Change.Hold("to look at"), null, 10);
      rig.delivery.wake();
      Query first = new Query(null, null, "a@from.example", null, null, null);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.delivery.health().attempts() == 0);
      assertThat(rig.delivery.bounce(first)).isEqualTo(1);
      assertThat(awaitNotice(rig).to()).hasToString("a@from.example");
      assertThat(ofRecipient(rig).getLast().ending()).isEqualTo(Told.Ending.FAILED);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.queued().size() == 1);
    }
  }

  @Test
  void nothingIsBegunWhilePaused() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(BUSY);
        Rig rig = Rig.open(busy(peer.port()))) {
      rig.delivery.pause(true);
      rig.send("a@from.example", CONTENT, "b@to.example");
      rig.delivery.wake();
      assertThat(rig.delivery.health().paused()).isTrue();
      assertThat(rig.attempts()).isEmpty();
      rig.delivery.pause(false);
      awaitAttempt(rig, 1);
    }
  }

  @Test
  void settingsChangeWhileMailWaits() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("! stall\n");
        Rig rig = Rig.open(busy(peer.port()))) {
      for (int i = 0; i < 50; i++) {
        rig.send("a@from.example", CONTENT, "b@to.example");
      }
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.delivery.health().attempts() > 0);
      rig.delivery.prepare(Rig.with(new Route(List.of("*"), new Route.Discard()))).run();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() ->
              rig.attempts().stream().filter(each -> each.ending() == Told.Ending.DELIVERED).count()
                  >= 50 - 4);
    }
  }
}
