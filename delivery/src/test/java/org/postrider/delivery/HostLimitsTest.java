// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.Route.Tls;

/// Hosts that say how much they take.
///
/// @rfc 9422 §4
final class HostLimitsTest {
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";

  /// Keeps, of each session, what each transaction was for.
  private static final class Limited extends LoopbackHost {
    private final String limits;
    private final AtomicInteger sessions = new AtomicInteger();
    private final List<String> transactions = new CopyOnWriteArrayList<>();

    Limited(String limits) throws IOException {
      this.limits = limits;
      start();
    }

    @Override
    void talk(BufferedReader in, OutputStream out) throws IOException {
      int session = sessions.incrementAndGet();
      StringBuilder recipients = new StringBuilder();
      say(out, "220 hi");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("EHLO")) {
          say(out, "250-host\r\n250 LIMITS " + limits);
          continue;
        } else if (line.startsWith("RCPT")) {
          recipients.append(' ').append(line, 9, line.length() - 1);
        } else if (line.equals("DATA")) {
          say(out, "354 go");
          while (!".".equals(line)) {
            line = in.readLine();
          }
          transactions.add(session + ":" + recipients);
          recipients.setLength(0);
        }
        say(out, line.equals("QUIT") ? "221 bye" : "250 ok");
      }
    }
  }

  private static Rig rig(Limited host) throws IOException {
    return Rig.open(Rig.toward(host.port(), false, Tls.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RCPTMAX=2           | 1: a@x b@x, 1: c@x d@x, 1: e@x",
        "RCPTMAX=2 MAILMAX=1 | 1: a@x b@x, 2: c@x d@x, 3: e@x",
        "RCPTMAX=2 MAILMAX=2 | 1: a@x b@x, 1: c@x d@x, 2: e@x",
        "MAILMAX=1           | 1: a@x b@x c@x d@x e@x",
        "RCPTDOMAINMAX=1     | 1: a@x b@x c@x d@x e@x",
      })
  void oneMessage(String limits, String transactions) throws Exception {
    try (Limited host = new Limited(limits);
        Rig rig = rig(host)) {
      rig.send("s@from.example", CONTENT, "a@x", "b@x", "c@x", "d@x", "e@x");
      assertThat(rig.awaitAttempts(5)).allMatch(each -> each.reason().equals("250 ok"));
      assertThat(String.join(", ", host.transactions)).isEqualTo(transactions);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RCPTDOMAINMAX=1 | 1: a@x, 2: a@y, 1: b@x, 2: b@y, 3: a@z",
        "RCPTDOMAINMAX=2 | 1: a@x, 1: a@y, 1: b@x, 1: b@y, 2: a@z",
        "MAILMAX=2       | 1: a@x, 1: a@y, 2: b@x, 2: b@y, 3: a@z",
      })
  void severalDomains(String limits, String transactions) throws Exception {
    try (Limited host = new Limited(limits);
        Rig rig = rig(host)) {
      List<String> recipients = List.of("a@x", "a@y", "b@x", "b@y", "a@z");
      for (int i = 0; i < recipients.size(); i++) {
        rig.send("s@from.example", CONTENT, recipients.get(i));
        rig.awaitAttempts(i + 1);
      }
      assertThat(String.join(", ", host.transactions)).isEqualTo(transactions);
    }
  }
}
