// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.Seed;

/// Hosts that do anything, at random: whatever they do, every recipient's attempt is told once, and
/// in the end every recipient has one final outcome.
final class FaultsTest {
  private static final int MESSAGES = 300;
  private static final String[] RECIPIENTS = {"a@to.example", "b@to.example", "c@to.example"};

  @Test
  void everyRecipientEndsOnce() {
    Seed.repeat(2, FaultsTest::everyRecipientEndsOnce);
  }

  private static void everyRecipientEndsOnce(RandomGenerator random) throws Exception {
    try (Capricious host = new Capricious(random);
        Rig rig = Rig.open(hasty(Rig.toward(host.port(), false, Route.Tls.NONE)))) {
      for (int i = 0; i < MESSAGES; i++) {
        rig.send("", "Subject: " + i + "\r\n\r\nBody.\r\n", RECIPIENTS);
      }
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> rig.queued().isEmpty());
      int all = MESSAGES * RECIPIENTS.length;
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ended(rig).size() == all);
      assertThat(ended(rig).values()).allMatch(count -> count == 1);
      Map<String, Integer> attempts = new HashMap<>();
      for (Told.Attempted each : rig.attempts()) {
        int before = attempts.merge(each.id() + " " + each.recipient(), 1, Integer::sum) - 1;
        assertThat(each.attempt()).isEqualTo(before + 1);
      }
    }
  }

  private static Map<String, Integer> ended(Rig rig) {
    Map<String, Integer> ended = new HashMap<>();
    for (Told.Attempted each : rig.attempts()) {
      if (each.ending() != Told.Ending.DEFERRED) {
        ended.merge(each.id() + " " + each.recipient(), 1, Integer::sum);
      }
    }
    return ended;
  }

  private static DeliverySettings hasty(DeliverySettings base) {
    Duration soon = Duration.ofMillis(50);
    return Rig.settings(
        base,
        new RetrySchedule(List.of(soon), Duration.ofSeconds(5), Duration.ZERO),
        base.trust(),
        base.patience());
  }

  /// A host that answers each command with the right reply, mostly.
  private static final class Capricious extends LoopbackHost {
    private final RandomGenerator random;

    Capricious(RandomGenerator random) throws IOException {
      this.random = random;
      start();
    }

    private int draw(int bound) {
      synchronized (random) {
        return random.nextInt(bound);
      }
    }

    @Override
    void talk(BufferedReader in, OutputStream out) throws IOException {
      say(out, "220 hi");
      String line = in.readLine();
      while (line != null && answer(line, in, out)) {
        line = in.readLine();
      }
    }

    /// False where the host hangs up.
    private boolean answer(String line, BufferedReader in, OutputStream out) throws IOException {
      String verb = line.substring(0, Math.min(4, line.length()));
      int whim = draw(40);
      if (whim == 0) {
        return false;
      }
      if (whim < 5 && !verb.equals("EHLO")) {
        say(out, List.of("450 later", "550 never", "421 bye", "nonsense", "250 yes").get(draw(5)));
        return whim != 1;
      }
      switch (verb) {
        case "EHLO" -> say(out, draw(2) == 0 ? "250 host" : "250-host\r\n250 PIPELINING");
        case "DATA" -> {
          say(out, "354 go");
          for (String each = in.readLine(); !".".equals(each); each = in.readLine()) {
            if (each == null || draw(200) == 0) {
              return false;
            }
          }
          say(out, draw(10) == 0 ? "451 no room" : "250 got it");
        }
        default -> say(out, "250 ok");
      }
      return true;
    }
  }
}
