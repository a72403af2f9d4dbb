// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server's process is killed (SIGKILL) again and again while clients send, and started again
/// each time. In the end every message that was acknowledged has arrived at the next hop, octet for
/// octet.
///
/// The long form: `./mvnw verify -pl gateway -am -Dgroups=built -Daccounting.kills=200`; with
/// `-Daccounting.between=12000 -Daccounting.clients=32 -Daccounting.octets=4000` it acknowledges a
/// million. See also `accounting.seed`.
@Tag("built")
class AccountingTest {
  private static final int CLIENTS = Integer.getInteger("accounting.clients", 8);
  private static final int MOST_BETWEEN_KILLS = Integer.getInteger("accounting.between", 400);
  private static final int MOST_OCTETS = Integer.getInteger("accounting.octets", 1 << 20);
  private static final int ACCEPT_SECONDS = 120;

  @Test
  void losesNothingThatWasAcknowledged(@TempDir Path directory) throws Exception {
    int kills = Integer.getInteger("accounting.kills", 20);
    long seed = Long.getLong("accounting.seed", System.nanoTime());
    System.out.println("accounting: -Daccounting.seed=" + seed);
    var random = new Random(seed);
    var ledger = new Ledger();
    try (var sink = CountingSink.open(ledger);
        var server = BuiltServer.in(directory, sink.port(), List.of())) {
      server.start();
      List<LoadClient> clients = begin(server, ledger, random);
      for (int kill = 0; kill < kills; kill++) {
        ledger.drain();
        ledger.awaitMore(random.nextInt(1, MOST_BETWEEN_KILLS), ACCEPT_SECONDS);
        server.kill();
        server.start();
      }
      ledger.drain();
      ledger.awaitMore(MOST_BETWEEN_KILLS, ACCEPT_SECONDS);
      for (LoadClient client : clients) {
        client.end();
      }
      awaitArrivals(ledger);
    }
    System.out.printf(
        "accounting: %d kills, %d acknowledged, %d lost, %d altered, %d delivered twice,"
            + " %d delivered without their client having seen the reply%n",
        kills,
        ledger.acknowledged(),
        ledger.missing(),
        ledger.altered(),
        ledger.repeated(),
        ledger.unanswered());
    assertThat(ledger.altered()).isZero();
  }

  /// However much has gathered, as long as some of it arrives.
  private static void awaitArrivals(Ledger ledger) {
    for (long missing = ledger.missing(); missing > 0; missing = ledger.missing()) {
      long before = missing;
      await()
          .alias("more of what was acknowledged at the sink; missing are " + missing)
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> ledger.missing() < before);
    }
  }

  private static List<LoadClient> begin(BuiltServer server, Ledger ledger, Random random) {
    var clients = new ArrayList<LoadClient>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          LoadClient.of(server, ledger, "client" + i, random.nextLong(), MOST_OCTETS).start());
    }
    return clients;
  }
}
