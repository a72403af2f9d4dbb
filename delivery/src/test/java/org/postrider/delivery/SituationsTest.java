// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.report.FailureClass;

/// What becomes of a message where a host does one thing that is out of the ordinary, by the table
/// `situations.txt`.
///
/// @rfc 5321 §4.2
/// @rfc 5321 §4.5.3.2
final class SituationsTest {
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";

  /// A host that does as it should but at one stage: there it says something else, or `drop`s the
  /// connection, or `stall`s.
  private static final class Odd extends LoopbackHost {
    private final String stage;
    private final String says;
    private final boolean pipelining;

    Odd(String stage, String says, boolean pipelining) throws IOException {
      this.stage = stage;
      this.says = says;
      this.pipelining = pipelining;
      start();
    }

    @Override
    void talk(BufferedReader in, OutputStream out) throws IOException {
      if (!answer("GREETING", "220 hi", in, out)) {
        return;
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String verb = line.substring(0, Math.min(4, line.length()));
        String usual =
            switch (verb) {
              case "EHLO", "LHLO" -> pipelining ? "250-host/250 PIPELINING" : "250 host";
              case "DATA" -> "354 go";
              case "QUIT" -> "221 bye";
              default -> "250 ok";
            };
        if (!answer(verb, usual, in, out)) {
          return;
        }
        boolean refused = stage.equals(verb) && !says.startsWith("354");
        if (verb.equals("DATA") && !refused && !takes(in, out)) {
          return;
        }
      }
    }

    private boolean takes(BufferedReader in, OutputStream out) throws IOException {
      String line = in.readLine();
      while (line != null && !line.equals(".")) {
        line = in.readLine();
      }
      return line != null && answer("CONTENT", "250 got it", in, out);
    }

    private boolean answer(String at, String usual, BufferedReader in, OutputStream out)
        throws IOException {
      String said = at.equals(stage) ? says : usual;
      switch (said) {
        case "drop" -> {
          return false;
        }
        case "stall" -> {
          String line = in.readLine();
          while (line != null) { // until the client has had enough
            line = in.readLine();
          }
          return false;
        }
        default -> {
          for (String line : said.split("/")) {
            say(out, line);
          }
          return true;
        }
      }
    }
  }

  private static DeliverySettings settings(int port, boolean lmtp) {
    Duration wait = Duration.ofMillis(400);
    DeliverySettings base = Rig.toward(port, lmtp, Tls.NONE);
    return Rig.settings(
        base, base.schedule(), null, new Patience(wait, wait, wait, wait, wait, wait));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "situations.txt", delimiter = '|', numLinesToSkip = 1)
  void ending(
      String stage, String says, Told.Ending ending, String reply, @Nullable FailureClass failure)
      throws Exception {
    for (boolean pipelining : new boolean[] {false, true}) {
      boolean lmtp = stage.startsWith("LMTP ");
      try (Odd host = new Odd(stage.replace("LMTP ", ""), says, pipelining);
          Rig rig = Rig.open(settings(host.port(), lmtp))) {
        rig.send("a@from.example", CONTENT, "b@to.example");
        Told.Attempted told = rig.awaitAttempt("b@to.example");
        assertThat(List.of(told.ending(), told.reason()))
            .as("pipelining %s", pipelining)
            .satisfiesExactly(
                found -> assertThat(found).isEqualTo(ending),
                found -> assertThat(found.toString()).startsWith(reply));
        assertThat(told.failure()).isEqualTo(failure);
        rig.delivery.drain(Duration.ofSeconds(1));
      }
    }
  }
}
