// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.HostLimits;
import org.postrider.delivery.Patience;
import org.postrider.delivery.Route;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Links;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

/// Who goes first where a host takes one message a second, in virtual time.
final class FairnessTest {
  /// More than a site has in memory.
  private static final int MANY = 3 * Sites.MOST_WAITING;

  private final RandomGenerator random = new SplittableRandom(1);
  private final VirtualTime time = new VirtualTime(new SplittableRandom(2), Duration.ofMillis(2));
  private final Spool spool = Spool.inMemory(time);

  /// Accounts, or hosts, in the order in which their mail was tried.
  private final List<String> tried = new ArrayList<>();

  private final List<Long> when = new ArrayList<>();

  private static DeliverySettings settings(HopLimits limits, HostLimits... hosts) {
    DeliverySettings base = DeliverySettings.defaults("us.example");
    return new DeliverySettings(
        base.hostname(),
        List.of(route("a.example", "192.0.2.1"), route("b.example", "192.0.2.2")),
        base.schedule(),
        limits,
        List.of(hosts),
        2,
        base.idle(),
        List.of(),
        List.of(),
        null,
        Patience.defaults(),
        base.security(),
        base.failures(),
        null);
  }

  private static Route route(String domain, String host) {
    return new Route(
        List.of(domain),
        new Route.Host(List.of(new Route.Address(host, 25)), false, Route.Tls.NONE, null));
  }

  private Transferred take(Claimed claimed, Routing routing, Links links) {
    String account = claimed.envelope().account();
    tried.add(account.isEmpty() ? routing.names().getFirst() : account);
    when.add(time.nanos());
    time.pass(Duration.ofSeconds(1));
    Result taken = new Result(Stage.CONTENT, Reply.of(250, "2.0.0", "taken"), true);
    return new Transferred(claimed, List.of(taken), "", "", "");
  }

  private void send(String account, int priority, String to, int count) {
    for (int i = 0; i < count; i++) {
      Instant now = time.instant();
      MessageId id = MessageId.draw(now, random);
      SimulatedLife.commit(
          spool, SimulatedLife.envelope(id, now, account, priority), Mailbox.parse(to));
    }
  }

  /// Lets time pass until so many were tried.
  private void runTo(SimulatedLife life, int count) {
    while (tried.size() < count && time.step()) {
      life.wake();
    }
    assertThat(tried).hasSizeGreaterThanOrEqualTo(count);
  }

  private SimulatedLife open(DeliverySettings settings) throws IOException {
    return new SimulatedLife(time, spool, settings, this::take, (_, _) -> {});
  }

  private List<Integer> places(Predicate<String> whose) {
    return IntStream.range(0, tried.size()).filter(i -> whose.test(tried.get(i))).boxed().toList();
  }

  @Test
  void whoSendsLittleDoesNotWaitBehindWhoSendsMuch() throws IOException {
    send("much", 0, "x@a.example", MANY);
    try (SimulatedLife life = open(settings(HopLimits.of(1, 100)))) {
      runTo(life, 100);
      send("little", 0, "x@a.example", 50);
      runTo(life, 300);
    }
    List<Integer> little = places("little"::equals);
    assertThat(little).hasSize(50);
    assertThat(little.getFirst()).isLessThan(104);
    assertThat(little.getLast()).isLessThan(230); // every second one, but while more is read
  }

  @Test
  void whatIsUrgentGoesFirstAndWhatIsNotIsNotForgotten() throws IOException {
    int step = Math.toIntExact(Waiting.AGE.toSeconds());
    send("usual", 0, "x@a.example", 2 * step);
    send("later", -1, "x@a.example", 50);
    try (SimulatedLife life = open(settings(HopLimits.of(1, 100)))) {
      runTo(life, 100);
      send("urgent", 9, "x@a.example", 100);
      runTo(life, 250);
      assertThat(places("urgent"::equals)).hasSize(100).allMatch(place -> place < 205);
      assertThat(places("later"::equals)).isEmpty();
      runTo(life, step + 10);
      assertThat(places("later"::equals)).isEmpty();
      send("fresh", 0, "x@a.example", MANY);
      // what comes only now is not ahead of what has waited longer by one step
      runTo(life, step + 210);
      assertThat(places("later"::equals)).hasSize(50);
      assertThat(places("fresh"::equals).size()).isLessThan(100);
    }
  }

  @Test
  void aRateHoldsForAHostWhateverItsRouteSays() throws IOException {
    HopLimits.Rate rate = new HopLimits.Rate(30, Duration.ofMinutes(1));
    HopLimits paced = new HopLimits(10, 100, 100, rate, 1);
    send("", 0, "x@a.example", 100);
    send("", 0, "x@b.example", 100);
    try (SimulatedLife life =
        open(settings(HopLimits.of(10, 100), new HostLimits(List.of("192.0.2.2"), paced)))) {
      runTo(life, 200);
    }
    List<Integer> slow = places("192.0.2.2"::equals);
    for (int i = 30; i < slow.size(); i++) {
      Duration time = Duration.ofNanos(when.get(slow.get(i)) - when.get(slow.get(i - 30)));
      assertThat(time).isGreaterThanOrEqualTo(Duration.ofSeconds(59));
    }
    assertThat(when.get(slow.getLast())).isLessThan(Duration.ofMinutes(5).toNanos());
    int last = places("192.0.2.1"::equals).getLast();
    assertThat(when.get(last)).isLessThan(Duration.ofSeconds(100).toNanos());
  }

  @Test
  void aShareIsOfTheAttemptsInAll() throws IOException {
    HopLimits thrice = new HopLimits(10, 100, 100, null, 3);
    send("", 0, "x@a.example", 400);
    send("", 0, "x@b.example", 400);
    try (SimulatedLife life =
        open(settings(HopLimits.of(10, 100), new HostLimits(List.of("192.0.2.2"), thrice)))) {
      runTo(life, 400);
    }
    assertThat(places("192.0.2.2"::equals).size()).isBetween(280, 320);
  }
}
