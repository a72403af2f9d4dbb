// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Waits;

/// Which of several hosts gets a connection, and from where.
final class HopChoiceTest {
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";
  private static final int MESSAGES = 400;

  /// Takes one message from each client, and counts them.
  private static final class Open extends LoopbackHost {
    private final AtomicInteger came = new AtomicInteger();

    Open() throws IOException {
      start();
    }

    @Override
    void talk(BufferedReader in, OutputStream out) throws IOException {
      came.incrementAndGet();
      say(out, "220 hi");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("DATA")) {
          say(out, "354 go");
          while (!".".equals(line)) {
            line = in.readLine();
          }
        }
        say(out, line.equals("QUIT") ? "221 bye" : "250 ok");
      }
    }

    Route.Address address(int weight) {
      return new Route.Address("127.0.0.1", port(), weight);
    }
  }

  private static DeliverySettings oneMessageEach(Route.Host hop) {
    DeliverySettings base = Rig.with(new Route(List.of("*"), hop));
    return new DeliverySettings(
        base.hostname(),
        base.routes(),
        base.schedule(),
        HopLimits.of(20, 1),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        base.trust(),
        base.patience());
  }

  @Test
  void weightsSayHowOftenAHostIsTheFirst() throws Exception {
    try (Open heavy = new Open();
        Open light = new Open();
        Open spare = new Open()) {
      Route.Host hop =
          new Route.Host(
              List.of(spare.address(0), heavy.address(3), light.address(1)), false, Tls.NONE, null);
      try (Rig rig = Rig.open(oneMessageEach(hop))) {
        rig.sendAll(
            "a@from.example",
            CONTENT,
            IntStream.range(0, MESSAGES).mapToObj(i -> "b" + i + "@to.example").toList());
        Awaitility.await().atMost(Waits.LONGEST).until(() -> rig.attempts().size() == MESSAGES);
        assertThat(heavy.came.get() + light.came.get()).isEqualTo(MESSAGES);
        assertThat(heavy.came.get()).isBetween(MESSAGES * 13 / 20, MESSAGES * 17 / 20);
        assertThat(spare.came).hasValue(0);
        rig.delivery.drain(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void connectionsComeFromTheAddressThatIsWanted() throws Exception {
    try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Route.Host hop =
          new Route.Host(
              List.of(new Route.Address("127.0.0.1", host.getLocalPort())),
              false,
              Tls.NONE,
              null,
              List.of(InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.2")),
              null);
      try (Rig rig = Rig.open(Rig.with(new Route(List.of("*"), hop)))) {
        rig.send("a@from.example", CONTENT, "b@to.example");
        host.setSoTimeout((int) Waits.LONGEST.toMillis());
        try (Socket client = host.accept()) {
          assertThat(client.getInetAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
        }
        assertThat(rig.awaitAttempts(1).getFirst().ending()).isEqualTo(Told.Ending.DEFERRED);
        rig.delivery.drain(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void anAddressThatIsNotOursIsSaid() throws Exception {
    Route.Host hop =
        new Route.Host(
            List.of(new Route.Address("127.0.0.1", 9)),
            false,
            Tls.NONE,
            null,
            List.of(InetAddress.ofLiteral("192.0.2.77")),
            null);
    try (Rig rig = Rig.open(Rig.with(new Route(List.of("*"), hop)))) {
      rig.send("a@from.example", CONTENT, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.DEFERRED);
      assertThat(told.reason()).startsWith("451 4.4.1 cannot connect: ");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }
}
