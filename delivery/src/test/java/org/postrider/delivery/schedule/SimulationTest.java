// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Patience;
import org.postrider.delivery.RetrySchedule;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Links;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.testkit.Seed;

/// A day of mail to many sites of all kinds, in virtual time: the schedule, the routes, the ledger
/// and a spool are the real ones; only the hosts are played. What must hold is in [Invariants].
///
/// `-Dsimulation.messages` and `-Dsimulation.sites` say how much; the long form is 100,000 to
/// 1,000. `-Dseed` repeats a run.
final class SimulationTest {
  private static final int MESSAGES = Integer.getInteger("simulation.messages", 10_000);
  private static final int SITES = Integer.getInteger("simulation.sites", 100);
  private static final int ATTEMPTS = 500;
  private static final int ACCOUNTS = 40;

  /// How often many messages come at once, and what part of all that is.
  private static final int BURSTS = 30;

  private static final int BURST = 50;
  private static final Duration DAY = Duration.ofHours(6);
  private static final Duration GIVE_UP = Duration.ofHours(12);

  @Test
  void mailKeepsMovingWhateverTheHostsDo() throws IOException {
    try (World world = new World(Seed.random(), Duration.ofMillis(2), true)) {
      world.run(0);
    }
  }

  /// Where tasks begin late, and the gateway ends now and then in the middle of everything.
  @Test
  void aStarvedMachineThatCrashesLosesNothing() throws IOException {
    try (World world = new World(Seed.random(), Duration.ofMinutes(10), false)) {
      world.run(5);
    }
  }

  /// Everything there is.
  private static final class World implements AutoCloseable {
    private final RandomGenerator random;
    private final VirtualTime time;
    private final List<SimulatedSite> sites = new ArrayList<>();
    private final Invariants invariants;
    private final Spool spool;
    private final DeliverySettings settings;
    private SimulatedLife life;

    World(RandomGenerator random, Duration starved, boolean prompt) throws IOException {
      this.random = random;
      time = new VirtualTime(new SplittableRandom(random.nextLong()), starved);
      spool = Spool.inMemory(time);
      for (int i = 0; i < SITES; i++) {
        sites.add(new SimulatedSite(i, DAY, random));
      }
      invariants = new Invariants(ATTEMPTS, time.instant().plus(GIVE_UP), prompt);
      DeliverySettings base = DeliverySettings.defaults("us.example");
      settings =
          new DeliverySettings(
              base.hostname(),
              sites.stream().map(SimulatedSite::route).toList(),
              new RetrySchedule(base.schedule().waits(), GIVE_UP, Duration.ZERO),
              HopLimits.defaults(),
              ATTEMPTS,
              base.idle(),
              List.of(),
              List.of(),
              null,
              Patience.defaults());
      life = start();
    }

    private SimulatedLife start() {
      try {
        return new SimulatedLife(
            time,
            spool,
            settings,
            this::transmit,
            (entry, outcome) -> invariants.recorded(entry, outcome, time.instant()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    void run(int crashes) {
      for (int i = 0; i < MESSAGES; i++) {
        time.after(Duration.ofNanos(random.nextLong(DAY.toNanos())), () -> arrive(anySite()));
      }
      for (int i = 0; i < BURSTS; i++) {
        time.after(Duration.ofNanos(random.nextLong(DAY.toNanos())), this::burst);
      }
      for (int i = 0; i < crashes; i++) {
        time.after(Duration.ofNanos(random.nextLong(DAY.toNanos())), this::crash);
      }
      long expected = MESSAGES + BURSTS * (MESSAGES / BURST);
      while (invariants.ended() < expected && time.step()) {
        invariants.check();
        life.wake();
      }
      assertThat(invariants.ended()).isEqualTo(expected);
      assertThat(spool.health().entries()).isZero();
      System.out.printf(
          "simulation: %d messages to %d sites, %d attempts, ended at %s%n",
          expected, SITES, invariants.attempts(), time.instant());
    }

    private void crash() {
      life.close();
      invariants.crashed();
      life = start();
    }

    private SimulatedSite anySite() {
      return sites.get(random.nextInt(SITES));
    }

    /// Many write to one site at once.
    private void burst() {
      SimulatedSite site = anySite();
      for (int i = 0; i < MESSAGES / BURST; i++) {
        arrive(site);
      }
    }

    private void arrive(SimulatedSite site) {
      String account = "account" + random.nextInt(ACCOUNTS);
      int priority = random.nextInt(3) == 0 ? random.nextInt(-9, 10) : 0;
      Instant now = time.instant();
      Mailbox to = Mailbox.parse("somebody@" + site.domain(random));
      MessageId id = MessageId.draw(now, random);
      Entry entry =
          SimulatedLife.commit(spool, SimulatedLife.envelope(id, now, account, priority), to);
      invariants.committed(entry, site);
    }

    private Transferred transmit(Claimed claimed, Routing routing, Links links)
        throws InterruptedException {
      SimulatedLife here = life;
      Entry entry = claimed.entry();
      String[] host = routing.names().getFirst().split("\\.");
      SimulatedSite site =
          sites.get(Integer.parseInt(host[2]) * 250 + Integer.parseInt(host[3]) - 1);
      boolean roomy = here.ready() < Sites.MOST_READY / 2;
      int sessions = invariants.begun(entry, time.instant(), roomy);
      Result result = site.meet(time, sessions, random);
      if (here.isOver()) {
        throw new InterruptedException("crashed");
      }
      Transferred transferred = new Transferred(claimed, List.of(result), site.host(), "", "");
      invariants.ended(entry, transferred.isReached());
      return transferred;
    }

    @Override
    public void close() {
      life.close();
    }
  }
}
