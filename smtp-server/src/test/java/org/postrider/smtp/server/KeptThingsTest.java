// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.ClientSession;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Verdict;

/// What plug-ins keep for a session.
class KeptThingsTest {
  @Test
  void areTheSameAtEachQuestionAndClosedAtTheEnd() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    List<AutoCloseable> kept = new CopyOnWriteArrayList<>();
    List<ClientSession> sessions = new CopyOnWriteArrayList<>();
    PolicySet base = RunningServer.policies();
    PolicySet.Asked<Mail, Verdict> keeps =
        RunningServer.asked(
            "keeps",
            mail -> {
              ClientSession session = mail.hello().connection().session();
              sessions.add(session);
              kept.add(session.keep(AutoCloseable.class, () -> closed::countDown));
              return Verdict.refuse("5.7.1", "Next, please");
            });
    PolicySet policies =
        new PolicySet(
            base.connection(),
            base.hello(),
            base.password(),
            base.scram(),
            List.of(keeps),
            base.relay(),
            base.recipient(),
            base.message());
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, policies)) {
      try (RunningServer.Client client = running.connect()) {
        client.reply();
        client.ask("EHLO client.example");
        client.ask("MAIL FROM:<a@b.example>");
        client.ask("MAIL FROM:<a@b.example>");
        assertThat(kept).hasSize(2);
        assertThat(kept.get(1)).isSameAs(kept.get(0));
        assertThat(closed.getCount()).isOne();
      }
      assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> sessions.getFirst().keep(AutoCloseable.class, () -> () -> {}))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
