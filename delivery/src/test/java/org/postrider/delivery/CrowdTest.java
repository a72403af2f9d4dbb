// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.testkit.Waits;

/// Very much mail that waits for a site which does not answer, and a little for one that does.
/// Counted is what is read from the spool, on disk: the crowd must cost the others nothing, and
/// itself no more than a few readings a message.
final class CrowdTest {
  private static final int FLOW = 1_000;

  /// What the crowd's site keeps in memory, and what is read to learn that there is no room.
  private static final int AT_HAND = 1_000 + 4 * 256;

  private static final String CONTENT = "Subject: x\r\n\r\n";

  @TempDir private Path directory;

  private static DeliverySettings settings(Gate crowded, Gate flowing) {
    DeliverySettings base =
        Rig.with(
            new Route(List.of("flowing.example"), host(flowing)),
            new Route(List.of("*"), host(crowded)));
    return Rig.settings(base, base.schedule(), base.trust(), Patience.defaults());
  }

  private static Route.Host host(Gate gate) {
    return new Route.Host(
        List.of(new Route.Address("127.0.0.1", gate.port())), false, Tls.NONE, null);
  }

  private static List<String> crowd(int from, int to, int destinations) {
    return IntStream.range(from, to)
        .mapToObj(n -> "n" + n + "@d" + n % destinations + ".example")
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"20000, 1", "10000, 300"})
  void aCrowdCostsOthersNothingAndIsAllDelivered(int size, int destinations) throws Exception {
    InstantSource clock = InstantSource.system();
    CountingSpool spool =
        new CountingSpool(
            Spool.open(new SpoolSettings(directory, Duration.ofMinutes(1), 0, 0, 1 << 20), clock));
    try (Gate crowded = new Gate();
        Gate flowing = new Gate();
        Rig rig = Rig.open(settings(crowded, flowing), clock, spool)) {
      flowing.open();
      rig.delivery.pause(true);
      rig.sendAll("", CONTENT, crowd(0, size, destinations));
      rig.delivery.pause(false);
      // A site gets more when half of its room is free, and at first some at a time.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> rig.delivery.health().ready() > 500);

      rig.sendAll("", CONTENT, crowd(size, size + FLOW, destinations));
      rig.sendAll(
          "",
          CONTENT,
          IntStream.range(0, FLOW).mapToObj(n -> "n" + n + "@flowing.example").toList());
      awaitTaken(flowing, FLOW);
      assertThat(crowded.taken).isEmpty();
      assertThat(spool.entries.get()).isLessThan(AT_HAND + 2 * FLOW);
      assertThat(spool.lookUps.get()).isLessThan(4 * FLOW);

      crowded.open();
      awaitTaken(crowded, size + FLOW);
      Awaitility.await().atMost(Waits.LONGEST).until(() -> spool.health().entries() == 0);
      assertThat(crowded.taken.values()).allMatch(count -> count == 1);
      assertThat(flowing.taken.values()).allMatch(count -> count == 1);
      assertThat(endings(rig)).containsOnly(Map.entry(Told.Ending.DELIVERED, size + 2L * FLOW));
      assertThat(spool.entries.get()).isLessThan(2 * (size + 2 * FLOW));
      assertThat(spool.lookUps.get()).isLessThan(4 * (size + 2 * FLOW));
    }
  }

  private static void awaitTaken(Gate gate, int count) {
    Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> gate.taken.size() == count);
  }

  private static Map<Told.Ending, Long> endings(Rig rig) {
    return rig.attempts().stream()
        .collect(Collectors.groupingBy(Told.Attempted::ending, Collectors.counting()));
  }
}
