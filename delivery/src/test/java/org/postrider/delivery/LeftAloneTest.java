// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Query;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.Waits;

/// Sites that cannot be reached, that put mail off, and that an operator suspends.
final class LeftAloneTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String CONTENT = "Subject: x\r\n\r\n";
  private static final int MANY = 60;

  /// A host that sends clients away until it is opened, and counts them.
  private static final class Turnstile extends LoopbackHost {
    final AtomicInteger clients = new AtomicInteger();
    final AtomicInteger taken = new AtomicInteger();
    private volatile boolean open;
    private volatile String atRcpt = "250 ok";

    Turnstile() throws IOException {
      start();
    }

    @Override
    void talk(BufferedReader in, OutputStream out) throws IOException {
      clients.incrementAndGet();
      if (!open) {
        say(out, "421 4.3.2 not now");
        return;
      }
      say(out, "220 hi");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("DATA")) {
          say(out, "354 go");
          while (!".".equals(in.readLine())) {
            continue;
          }
          taken.incrementAndGet();
        }
        say(out, line.startsWith("RCPT") ? atRcpt : "250 ok");
      }
    }
  }

  private static DeliverySettings toward(Turnstile host) {
    return Rig.toward(host.port(), false, Tls.NONE);
  }

  private static void send(Rig rig, int count) {
    rig.sendAll(
        "", CONTENT, IntStream.range(0, count).mapToObj(n -> "n" + n + "@x.example").toList());
  }

  private static long ended(Rig rig, Told.Ending ending) {
    return rig.attempts().stream().filter(each -> each.ending() == ending).count();
  }

  private static void awaitEnded(Rig rig, Told.Ending ending, long count) {
    Awaitility.await().atMost(Waits.LONGEST).until(() -> ended(rig, ending) == count);
  }

  @Test
  void aDeadSiteCostsAProbeAndNotAnAttemptForEachMessage() throws Exception {
    ManualClock clock = new ManualClock(NOON);
    try (Turnstile host = new Turnstile();
        Rig rig = Rig.open(toward(host), clock)) {
      send(rig, MANY);
      awaitEnded(rig, Told.Ending.DEFERRED, MANY);
      int first = host.clients.get();
      assertThat(first).isBetween(3, 7);
      assertThat(rig.attempts().getLast().reason()).contains("not tried, since at", "not now");
      assertThat(rig.attempts().getLast().hop()).isEmpty();
      List<SiteState> sites = rig.delivery.sites();
      assertThat(sites).hasSize(1);
      assertThat(sites.getFirst().restsUntil()).isEqualTo(NOON.plus(Duration.ofMinutes(1)));
      assertThat(sites.getFirst().trouble()).isEqualTo("421 4.3.2 not now");

      clock.advance(Duration.ofSeconds(90));
      rig.delivery.wake();
      awaitEnded(rig, Told.Ending.DEFERRED, 2 * MANY);
      assertThat(host.clients.get()).isEqualTo(first + 1);

      host.open = true;
      clock.advance(Duration.ofMinutes(10));
      rig.delivery.wake();
      awaitEnded(rig, Told.Ending.DELIVERED, MANY);
      assertThat(rig.delivery.sites()).allMatch(site -> site.restsUntil() == null);
    }
  }

  /// Who says "retry" wants to see it tried.
  @Test
  void anOperatorsRetryEndsTheRest() throws Exception {
    ManualClock clock = new ManualClock(NOON);
    try (Turnstile host = new Turnstile();
        Rig rig = Rig.open(toward(host), clock)) {
      send(rig, MANY);
      awaitEnded(rig, Told.Ending.DEFERRED, MANY);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.delivery.health().attempts() == 0);
      int before = host.clients.get();
      rig.delivery.tryAgain();
      rig.spool.change(Query.ALL, new Change.Retry(NOON), null, MANY);
      rig.delivery.wake();
      awaitEnded(rig, Told.Ending.DEFERRED, 2 * MANY);
      assertThat(host.clients.get()).isEqualTo(before + 1);
      host.open = true;
      rig.delivery.tryAgain();
      rig.spool.change(Query.ALL, new Change.Retry(NOON), null, MANY);
      rig.delivery.wake();
      awaitEnded(rig, Told.Ending.DELIVERED, MANY);
    }
  }

  @Test
  void whatAHostSaysAgainAndAgainIsAWarning() throws Exception {
    try (Turnstile host = new Turnstile();
        Rig rig = Rig.open(toward(host))) {
      host.open = true;
      host.atRcpt = "451 4.7.1 too much mail from 192.0.2.1";
      send(rig, MANY);
      awaitEnded(rig, Told.Ending.DEFERRED, MANY);
      List<Told> warnings =
          rig.told.stream().filter(each -> each instanceof Told.Throttled).toList();
      assertThat(warnings).hasSize(1);
      assertThat(((Told.Throttled) warnings.getFirst()).reply().toString())
          .isEqualTo("451 4.7.1 too much mail from 192.0.2.1");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "x.example"})
  void whatIsSuspendedWaitsUntilItIsResumed(String name) throws Exception {
    try (Turnstile host = new Turnstile();
        Rig rig = Rig.open(toward(host))) {
      host.open = true;
      rig.delivery.suspend(Set.of(name));
      send(rig, MANY);
      rig.sendAll("", CONTENT, List.of("other@y.example"));
      boolean byHost = name.equals("127.0.0.1");
      if (byHost) {
        Awaitility.await()
            .atMost(Waits.LONGEST)
            .until(() -> rig.delivery.sites().getFirst().waiting() == MANY + 1);
        assertThat(rig.delivery.sites().getFirst().suspended()).isTrue();
      } else {
        awaitEnded(rig, Told.Ending.DELIVERED, 1);
      }
      assertThat(host.taken).hasValue(byHost ? 0 : 1);
      rig.delivery.suspend(Set.of());
      awaitEnded(rig, Told.Ending.DELIVERED, MANY + 1);
      assertThat(host.taken).hasValue(MANY + 1);
    }
  }
}
