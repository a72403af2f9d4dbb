// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.delivery.HopLimits;
import org.postrider.delivery.Route;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;

/// A host that behaves as one of many kinds do, and what it may be given.
final class SimulatedSite {
  private static final Result TAKEN = said(Stage.CONTENT, Reply.of(250, "2.0.0", "taken"));
  private static final Result NOBODY = said(Stage.RCPT, Reply.of(550, "5.1.1", "nobody here"));
  private static final Result GREYLISTED = said(Stage.RCPT, Reply.of(450, "4.7.1", "come again"));
  private static final Result BUSY = said(Stage.CONNECT, Reply.of(421, "4.3.2", "too many"));
  private static final Result SILENT =
      new Result(Stage.CONNECT, Reply.of(451, "4.4.1", "no answer"), false);

  /// A host that is not there makes us wait so long.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final int number;
  final HopLimits limits;

  /// Whether nothing ever keeps it from taking mail at once.
  final boolean healthy;

  private final Duration latency;
  private final int mostSessions;
  private final int nobodyOf100;
  private final int greylistsOf100;

  // In nanoseconds since the start; it is away in between.
  private final long goesAway;
  private final long comesBack;

  SimulatedSite(int number, Duration day, RandomGenerator random) {
    this.number = number;
    healthy = random.nextInt(2) == 0;
    boolean away = !healthy && random.nextInt(3) == 0;
    boolean narrow = !healthy && random.nextInt(3) == 0;
    latency = Duration.ofMillis(10 + random.nextInt(healthy ? 200 : 3_000));
    mostSessions = narrow ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
    nobodyOf100 = random.nextInt(10);
    greylistsOf100 = healthy ? 0 : random.nextInt(30);
    goesAway = away ? random.nextLong(day.toNanos()) : Long.MAX_VALUE;
    comesBack = away ? goesAway + random.nextLong(day.toNanos()) : Long.MAX_VALUE;
    boolean paced = !healthy && random.nextInt(3) == 0;
    limits =
        new HopLimits(
            1 + random.nextInt(10),
            100,
            100,
            paced ? new HopLimits.Rate(5 + random.nextInt(40), Duration.ofMinutes(1)) : null,
            1 + random.nextInt(2));
  }

  String host() {
    return "10.0." + number / 250 + "." + (1 + number % 250);
  }

  /// Domains of which this site takes the mail.
  String domain(RandomGenerator random) {
    return "d" + random.nextInt(1 + number % 3) + ".s" + number + ".example";
  }

  Route route() {
    return new Route(
        List.of("*.s" + number + ".example"),
        new Route.Host(
            List.of(new Route.Address(host(), 25)),
            false,
            Route.Tls.NONE,
            null,
            List.of(),
            limits));
  }

  /// What an attempt meets that is one of so many at once, and how long that takes.
  Result meet(VirtualTime time, int sessions, RandomGenerator random) {
    if (time.nanos() >= goesAway && time.nanos() < comesBack) {
      time.pass(PATIENCE);
      return SILENT;
    }
    time.pass(latency.plusNanos(random.nextLong(latency.toNanos())));
    if (sessions > mostSessions) {
      return BUSY;
    }
    int lot = random.nextInt(100);
    return lot < nobodyOf100 ? NOBODY : lot < nobodyOf100 + greylistsOf100 ? GREYLISTED : TAKEN;
  }

  private static Result said(Stage stage, Reply reply) {
    return new Result(stage, reply, true);
  }
}
