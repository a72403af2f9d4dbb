// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Told;
import org.postrider.plugins.api.Verdict;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.Waits;

/// What becomes of mail about which plug-ins are asked on its way out.
final class PolicyTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";

  private final ManualClock clock = new ManualClock(START);

  /// Mail for to.example is thrown away; the other hop is known to plug-ins only.
  private static DeliverySettings discarding(int otherHop) {
    return Rig.with(
        new Route(List.of("to.example", "two.example"), new Route.Discard()),
        new Route("elsewhere", List.of(), host(otherHop)));
  }

  private static Route.Host host(int port) {
    return new Route.Host(List.of(new Route.Address("127.0.0.1", port)), false, Tls.NONE, null);
  }

  private Rig rig(Sayings sayings) throws IOException {
    return Rig.open(discarding(1), clock, sayings);
  }

  @Test
  void anAttemptIsDescribed() throws Exception {
    Sayings sayings = Sayings.onAttempt(Verdict.later("4.7.1", "not yet"));
    try (Rig rig = rig(sayings)) {
      MessageId id = rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
      rig.awaitAttempts(2);
      clock.advance(Duration.ofMinutes(2));
      rig.delivery.wake();
      rig.awaitAttempts(4);
      Attempt first = sayings.attempts.get(0);
      assertThat(first.message().id()).isEqualTo(id);
      assertThat(first.message().sender()).hasToString("<a@from.example>");
      assertThat(first.message().accepted()).isEqualTo(START);
      assertThat(first.message().recipients())
          .extracting(Object::toString)
          .containsExactly("b@to.example", "c@to.example");
      assertThat(first.message().content().open()).asString().isNotEmpty();
      assertThat(first.domain()).isEqualTo("to.example");
      assertThat(first.number()).isEqualTo(1);
      assertThat(first.last()).isEmpty();
      assertThat(first.hops()).containsExactly("discard");
      assertThat(sayings.attempts.get(1).number()).isEqualTo(2);
      assertThat(sayings.attempts.get(1).last()).isEqualTo("450 4.7.1 not yet");
    }
  }

  @Test
  void aRefusalForNowDefersByTheScheduleAndIsTold() throws Exception {
    Sayings sayings = Sayings.onAttempt(Verdict.later("4.7.1", "not yet"));
    try (Rig rig = rig(sayings)) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.DEFERRED);
      assertThat(told.hop()).isEqualTo("plug-in sayer");
      assertThat(told.reply()).isNull();
      assertThat(told.reason()).isEqualTo("450 4.7.1 not yet");
      assertThat(told.next()).isBetween(START.plusSeconds(50), START.plusSeconds(70));
      clock.advance(Duration.ofMinutes(2));
      rig.delivery.wake();
      assertThat(rig.awaitAttempts(2).getLast().ending()).isEqualTo(Told.Ending.DELIVERED);
      await().atMost(Waits.LONGEST).until(() -> sayings.told.size() == 2);
      assertThat(sayings.told).isEqualTo(rig.attempts());
    }
  }

  @Test
  void aRefusalForGoodIsToldToTheAuthor() throws Exception {
    Sayings sayings = Sayings.onAttempt(Verdict.refuse("5.7.1", "never"));
    try (Rig rig = Rig.open(discarding(1), clock, sayings)) {
      rig.delivery.pause(true);
      rig.send("a@two.example", CONTENT, "b@to.example");
      rig.delivery.pause(false);
      await()
          .atMost(Waits.LONGEST)
          .until(() -> rig.told.stream().anyMatch(Told.Notified.class::isInstance));
      assertThat(rig.attempts())
          .filteredOn(told -> told.recipient().toString().equals("b@to.example"))
          .singleElement()
          .matches(told -> told.ending() == Told.Ending.FAILED)
          .extracting(Told.Attempted::reason)
          .isEqualTo("550 5.7.1 never");
    }
  }

  @Test
  void whatIsDiscardedIsGone() throws Exception {
    Sayings sayings = Sayings.onAttempt(new ContentVerdict.Discard("of no use"));
    try (Rig rig = rig(sayings)) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.DELIVERED);
      assertThat(told.reason()).isEqualTo("250 2.0.0 thrown away by plug-in sayer: of no use");
      await().atMost(Waits.LONGEST).until(() -> rig.queued().isEmpty());
    }
  }

  @Test
  void whatIsHeldWaitsForAnOperator() throws Exception {
    Sayings sayings = Sayings.onAttempt(new ContentVerdict.Hold("to look at"));
    try (Rig rig = rig(sayings)) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      assertThat(rig.awaitAttempts(1).getFirst().ending()).isEqualTo(Told.Ending.HELD);
      Entry held = rig.queued().getFirst().entry();
      assertThat(held.state()).isEqualTo(Entry.State.HELD);
      assertThat(held.reason()).isEqualTo("sayer: to look at");
      rig.spool.change(Query.ALL, new Change.Release(clock.instant()), null, 10);
      rig.delivery.wake();
      assertThat(rig.awaitAttempts(2).getLast().ending()).isEqualTo(Told.Ending.DELIVERED);
      assertThat(sayings.attempts.getLast().last()).isEqualTo("sayer: to look at");
    }
  }

  @Test
  void mailTakesAnotherWay() throws Exception {
    try (Gate gate = new Gate()) {
      gate.open();
      Sayings sayings =
          Sayings.onAttempt(
              new Attempt.RouteTo("127.0.0.1", gate.port()), new Attempt.RouteBy("elsewhere"));
      try (Rig rig = Rig.open(discarding(gate.port()), clock, sayings)) {
        rig.send("", CONTENT, "b@to.example");
        rig.awaitAttempts(1);
        rig.send("", CONTENT, "c@to.example");
        rig.awaitAttempts(2);
        rig.send("", CONTENT, "d@to.example");
        String hop = "127.0.0.1[127.0.0.1]:" + gate.port();
        assertThat(rig.awaitAttempts(3))
            .extracting(Told.Attempted::hop)
            .containsExactly(hop, hop, "discard");
        assertThat(sayings.attempts).hasSize(3);
        assertThat(gate.taken).hasSize(2);
      }
    }
  }

  @Test
  void theOtherWayHasItsLimitsToo() throws Exception {
    try (Gate gate = new Gate()) {
      int size = 1_500; // more than a site keeps in memory
      Attempt.Verdict[] verdicts =
          IntStream.range(0, 2 * size)
              .mapToObj(_ -> new Attempt.RouteTo("127.0.0.1", gate.port()))
              .toArray(Attempt.Verdict[]::new);
      try (Rig rig = Rig.open(discarding(1), clock, Sayings.onAttempt(verdicts))) {
        rig.sendAll(
            "", CONTENT, IntStream.range(0, size).mapToObj(n -> "n" + n + "@to.example").toList());
        await().atMost(Waits.LONGEST).until(() -> rig.delivery.health().ready() >= 900);
        gate.open();
        await()
            .atMost(Waits.LONGEST)
            .until(() -> {
              clock.advance(Duration.ofSeconds(1));
              rig.delivery.wake();
              return gate.taken.size() == size;
            });
        assertThat(rig.awaitAttempts(size))
            .allMatch(told -> told.ending() == Told.Ending.DELIVERED && told.attempt() == 1);
      }
    }
  }

  @Test
  void aWayThatIsNotThereDelaysMail() throws Exception {
    Sayings sayings =
        Sayings.onAttempt(
            new Attempt.RouteBy("nowhere"), new Attempt.RouteTo("no-such-host.invalid", 25));
    try (Rig rig = rig(sayings)) {
      rig.send("", CONTENT, "b@to.example");
      Told.Attempted first = rig.awaitAttempts(1).getFirst();
      assertThat(first.ending()).isEqualTo(Told.Ending.DEFERRED);
      assertThat(first.reason())
          .isEqualTo("451 4.3.5 the configuration has no route called nowhere");
      clock.advance(Duration.ofMinutes(2));
      rig.delivery.wake();
      Told.Attempted second = rig.awaitAttempts(2).getLast();
      assertThat(second.ending()).isEqualTo(Told.Ending.DEFERRED);
      assertThat(second.reason()).startsWith("451 4.4.");
      assertThat(second.hop()).isEqualTo("plug-in sayer");
    }
  }

  @Test
  void aMessageIsAskedAboutOnceForAllItsDestinations() throws Exception {
    Sayings sayings = Sayings.onQueued();
    try (Rig rig = rig(sayings)) {
      rig.delivery.pause(true);
      rig.sendApart("", CONTENT, "b@to.example", "c@two.example");
      rig.delivery.pause(false);
      rig.awaitAttempts(2);
      assertThat(sayings.queued).hasSize(1);
      assertThat(sayings.queued.getFirst().recipients())
          .extracting(Object::toString)
          .containsExactlyInAnyOrder("b@to.example", "c@two.example");
      assertThat(sayings.attempts).hasSize(2);
    }
  }

  @Test
  void aMessageThatIsPutOffIsAskedAboutAgainAndHasNotBeenTried() throws Exception {
    Sayings sayings =
        Sayings.onQueued(Verdict.later("4.7.1", "not yet"), Verdict.later("4.7.1", "not yet"));
    try (Rig rig = rig(sayings)) {
      rig.send("", CONTENT, "b@to.example");
      for (int asked = 1; asked <= 2; asked++) {
        int count = asked;
        await()
            .atMost(Waits.LONGEST)
            .until(() ->
                sayings.queued.size() == count
                    && rig.queued().getFirst().entry().due().isAfter(clock.instant()));
        clock.advance(Duration.ofMinutes(2));
        rig.delivery.wake();
      }
      assertThat(rig.awaitAttempts(1).getFirst().attempt()).isEqualTo(1);
      assertThat(sayings.queued).hasSize(3);
      assertThat(sayings.attempts).hasSize(1);
    }
  }

  @Test
  void aMessageThatWasPutOffForTooLongFails() throws Exception {
    Sayings sayings =
        Sayings.onQueued(Verdict.later("4.7.1", "not yet"), Verdict.later("4.7.1", "not yet"));
    try (Rig rig = rig(sayings)) {
      rig.send("", CONTENT, "b@to.example");
      await().atMost(Waits.LONGEST).until(() -> sayings.queued.size() == 1);
      clock.advance(Duration.ofDays(6));
      rig.delivery.wake();
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(told.reason()).startsWith("4.4.7 given up after 5 days: 450 4.7.1 not yet");
    }
  }

  @Test
  void aRefusalOfAMessageHoldsForAllItsDestinations() throws Exception {
    Sayings sayings = Sayings.onQueued(Verdict.refuse("5.7.1", "never"));
    try (Rig rig = rig(sayings)) {
      rig.sendApart("", CONTENT, "b@to.example", "c@two.example");
      assertThat(rig.awaitAttempts(2))
          .allMatch(told -> told.ending() == Told.Ending.FAILED)
          .allMatch(told -> told.reason().equals("550 5.7.1 never"));
      assertThat(sayings.queued).hasSize(1);
      assertThat(sayings.attempts).isEmpty();
    }
  }
}
