// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ClientSession.Manners;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Verdict;

/// What a plug-in can tell of a client that has not been greeted.
@Timeout(120)
class UngreetedTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final BlockingQueue<Manners> seen = new LinkedBlockingQueue<>();

  private RunningServer server(Answer<Connection, Verdict> answer) throws Exception {
    PolicySet base = RunningServer.policies();
    PolicySet policies =
        new PolicySet(
            List.of(RunningServer.asked("waits", answer)),
            base.hello(),
            base.password(),
            base.scram(),
            base.mail(),
            base.relay(),
            base.recipient(),
            base.message());
    return RunningServer.start(RunningServer.LIMITS, policies);
  }

  private Answer<Connection, Verdict> waiting(Duration most) {
    return connection -> {
      seen.add(connection.session().awaitGreeting(most));
      return Verdict.pass();
    };
  }

  private Manners next() throws InterruptedException {
    Manners next = seen.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void thatItTalksIsToldAtOnceAndWhatItSaidIsNotLost() throws Exception {
    try (RunningServer running = server(waiting(LONG));
        RunningServer.Client client = running.connect()) {
      assertThat(client.ask("EHLO client.example")).startsWith("220 ");
      assertThat(next()).isEqualTo(Manners.EARLY);
      assertThat(client.reply()).startsWith("250");
    }
  }

  @Test
  void thatItWaitsIsToldAfterTheTime() throws Exception {
    try (RunningServer running = server(waiting(Duration.ofMillis(50)));
        RunningServer.Client client = running.connect()) {
      assertThat(client.reply()).startsWith("220 ");
      assertThat(next()).isEqualTo(Manners.PATIENT);
    }
  }

  @Test
  void thatItLeavesIsToldAtOnce() throws Exception {
    try (RunningServer running = server(waiting(LONG))) {
      running.connect().close();
      assertThat(next()).isEqualTo(Manners.GONE);
    }
  }

  @Test
  void whoIsGreetedHasWaitedAndMayTalk() throws Exception {
    CountDownLatch greeted = new CountDownLatch(1);
    Answer<Connection, Verdict> later =
        connection -> {
          Thread.ofVirtual()
              .start(() -> {
                try {
                  greeted.await();
                  seen.add(connection.session().awaitGreeting(LONG));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
          return Verdict.pass();
        };
    try (RunningServer running = server(later);
        RunningServer.Client client = running.connect()) {
      assertThat(client.reply()).startsWith("220 ");
      client.ask("EHLO client.example");
      greeted.countDown();
      assertThat(next()).isEqualTo(Manners.PATIENT);
    }
  }
}
