// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.CountingSpool;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliveryPolicy;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.route.Router;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Attempts;
import org.postrider.delivery.transmit.Connections;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.wire.Transport;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.Seed;

/// Looks, hints, sites that stall and open again, and ways that are found late, in any order on one
/// thread: every entry gets its turn once, though the spool is never read from the start again.
final class LookTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final int STEPS = 200;
  private static final int BURST = 400;
  private static final int SITES = 3;
  private static final int DESTINATIONS = 9;

  @Test
  void everyEntryHasItsTurnOnce() {
    Seed.repeat(4, LookTest::everyEntryHasItsTurnOnce);
  }

  private static void everyEntryHasItsTurnOnce(RandomGenerator random) throws Exception {
    try (Queue queue = new Queue(random)) {
      for (int i = 0; i < STEPS; i++) {
        queue.step();
      }
      queue.end();
    }
  }

  /// Everything but the threads of the [Scheduler].
  private static final class Queue implements Look.Taker, AutoCloseable {
    private final RandomGenerator random;
    private final ManualClock clock = new ManualClock(START);
    private final Spool spool = new Interrupted();
    private final Part part = spool.parts().getFirst();
    private final Sites sites = new Sites(100, System::nanoTime);
    private final Look look = new Look(spool, sites, this, System::nanoTime);
    private final Transport transport = Transport.open(1);
    private final Means means;
    private final List<Entry> hints = new ArrayList<>();
    private final Set<EntryName> claims = new HashSet<>();
    private final List<Way> ways = new ArrayList<>();
    private final List<Turns.Turn> hanging = new ArrayList<>();
    private final Map<EntryName, Integer> turns = new HashMap<>();
    private int stalled = -1;
    private int messages;

    /// Ways may be found while somebody reads.
    private final class Interrupted extends CountingSpool {
      Interrupted() {
        super(Spool.inMemory(clock));
      }

      @Override
      public Due due(Part from, Queues among, String cursor, Instant until, int most)
          throws IOException {
        Due due = super.due(from, among, cursor, until, most);
        if (random.nextInt(3) == 0) {
          findWays();
        }
        return due;
      }
    }

    /// A claimed entry whose way is not known yet.
    private record Way(Job job, Place from) {}

    Queue(RandomGenerator random) throws IOException {
      this.random = random;
      DeliverySettings settings = DeliverySettings.defaults("us.example");
      DeliveryParts parts =
          new DeliveryParts(
              transport, spool, told -> {}, clock, new SplittableRandom(1), DeliveryPolicy.NONE);
      means =
          new Means(
              settings,
              Router.open(settings, Runnable::run),
              Attempts.open(settings, parts, new Connections())::make);
      spool.onReady(hints::add);
    }

    void step() throws IOException {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> accept(random.nextInt(DESTINATIONS), random.nextInt(BURST));
        case 3 -> stalled = random.nextInt(SITES + 1) - 1;
        case 4 -> findWays();
        case 5 -> serve(random.nextInt(2 * BURST));
        default -> {
          clock.advance(Duration.ofMillis(random.nextInt(300)));
          look.look(clock.instant());
        }
      }
    }

    /// Each is due at once, and may be seen some seconds late.
    private void accept(int destination, int count) {
      Mailbox recipient = Mailbox.parse("a@d" + destination + ".example");
      for (int i = 0; i < count; i++) {
        Instant due = clock.instant().minusMillis(random.nextInt(3000));
        MessageId id = MessageId.of(due.toEpochMilli(), random.nextInt(100), messages++);
        Entry entry =
            new Entry(
                id,
                0,
                recipient.domain().key(),
                List.of(Recipient.of(recipient)),
                Entry.State.QUEUED,
                due,
                0,
                "",
                false);
        Intake intake = spool.intake(0);
        Envelope envelope =
            new Envelope(
                id,
                due,
                ReversePath.NULL,
                Body.SEVEN_BIT,
                false,
                MailParameters.NONE,
                "",
                "",
                new byte[0],
                0);
        intake.commit(envelope, List.of(entry)).toCompletableFuture().join();
      }
    }

    @Override
    public boolean goesOn() {
      for (int i = random.nextInt(BURST); i > 0 && !hints.isEmpty(); i--) {
        Entry hint = hints.remove(random.nextInt(Math.min(50, hints.size())));
        take(hint, look.hinted(part), false);
      }
      return true;
    }

    @Override
    public void take(Entry entry, Place from, Instant now) {
      take(entry, from, true);
    }

    /// `certain`: it was just read. What was only hinted at may have had its turn.
    private void take(Entry entry, Place from, boolean certain) {
      if (sites.isLeft(part, entry)) {
        return;
      }
      if (sites.free() == 0) {
        look.back(part);
        return;
      }
      if (!claims.add(entry.name())) {
        return;
      }
      if (!sites.expect(entry, from)) {
        claims.remove(entry.name());
        return;
      }
      Way way = new Way(new Job(entry, part, 0, certain), from);
      if (random.nextInt(4) == 0) {
        ways.add(way);
      } else {
        place(way);
      }
    }

    private void findWays() {
      while (!ways.isEmpty()) {
        place(ways.remove(random.nextInt(ways.size())));
      }
    }

    private void place(Way way) {
      Entry entry = way.job().entry();
      int number = Integer.parseInt(entry.destination().replaceAll("\\D", "")) % SITES;
      Site full = sites.add(way.job(), new Routing.Files(Path.of("" + number)), means);
      if (full != null) {
        claims.remove(entry.name());
        sites.leave(full, entry, way.from());
      }
    }

    private boolean isStalled(Site site) {
      return site.routing.equals(new Routing.Files(Path.of("" + stalled)));
    }

    private void serve(int most) {
      List<Turns.Turn> begun = new ArrayList<>(hanging);
      hanging.clear();
      for (Turns.Turn turn = sites.next(); turn != null; turn = sites.next()) {
        begun.add(turn);
      }
      int served = 0;
      for (Turns.Turn turn : begun) {
        Job job = turn.job();
        while (job != null && served < most && !isStalled(turn.site())) {
          deliver(job);
          served++;
          job = sites.more(turn.site());
        }
        if (job != null) {
          hanging.add(new Turns.Turn(turn.site(), job));
        }
      }
    }

    private void deliver(Job job) {
      Entry entry = job.entry();
      if (!job.certain() && turns.containsKey(entry.name())) {
        claims.remove(entry.name());
        return;
      }
      turns.merge(entry.name(), 1, Integer::sum);
      List<Outcome> delivered = List.of(new Outcome.Delivered());
      spool.settle(part, List.of(new Settlement(entry, part.epoch(), delivered, false, null)));
      claims.remove(entry.name());
    }

    /// Opens everything and works the rest off.
    void end() throws IOException {
      stalled = -1;
      for (int rounds = 0; spool.health().entries() > 0; rounds++) {
        assertThat(rounds).as("rounds, with %s left", spool.health().entries()).isLessThan(1000);
        findWays();
        serve(Integer.MAX_VALUE);
        look.look(clock.instant());
      }
      assertThat(turns).hasSize(messages);
      assertThat(turns.values()).allMatch(count -> count == 1);
      assertThat(claims).isEmpty();
      assertThat(sites.free()).isEqualTo(Sites.MOST_READY);
    }

    @Override
    public void close() throws IOException {
      transport.close();
      spool.close();
    }
  }
}
