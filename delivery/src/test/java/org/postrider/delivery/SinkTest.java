// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// Delivers to Postfix's `smtp-sink`.
final class SinkTest {
  @Test
  void deliversAMessage() throws Exception {
    try (PostfixSink sink = PostfixSink.start();
        Rig rig = Rig.open(Rig.toward(sink.port(), false, Route.Tls.NONE))) {
      rig.send("a@from.example", "Subject: x\r\n\r\n.dot\r\n", "b@to.example", "c@to.example");
      assertThat(rig.awaitAttempts(2))
          .allSatisfy(each -> assertThat(each.ending()).isEqualTo(Told.Ending.DELIVERED));
      assertThat(rig.queued()).isEmpty();
    }
  }

  @Test
  void deliversManyOverFewConnections() throws Exception {
    try (PostfixSink sink = PostfixSink.start();
        Rig rig = Rig.open(Rig.toward(sink.port(), false, Route.Tls.NONE))) {
      String content = "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(340);
      for (int i = 0; i < 3000; i++) {
        rig.send("a@from.example", content, "b@to.example");
      }
      assertThat(rig.awaitAttempts(3000))
          .hasSize(3000)
          .allSatisfy(each -> assertThat(each.ending()).isEqualTo(Told.Ending.DELIVERED));
      assertThat(rig.queued()).isEmpty();
    }
  }

  @Test
  void aQueueLongerThanMemoryIsWorkedOff() throws Exception {
    try (PostfixSink sink = PostfixSink.start();
        Rig rig = Rig.open(Rig.toward(sink.port(), false, Route.Tls.NONE))) {
      rig.delivery.pause(true);
      for (int i = 0; i < 3000; i++) {
        rig.send("a@from.example", "Subject: x\r\n\r\n", "b@to.example");
      }
      rig.delivery.pause(false);
      assertThat(rig.awaitAttempts(3000)).hasSize(3000);
      assertThat(rig.queued()).isEmpty();
    }
  }

  @Test
  void aStalledSiteKeepsOnlyItsOwnMailWaiting() throws Exception {
    try (ScriptedPeer stalled = ScriptedPeer.open("! stall\n");
        PostfixSink sink = PostfixSink.start();
        Rig rig =
            Rig.open(
                Rig.with(to("stalled.example", stalled.port()), to("to.example", sink.port())))) {
      for (int i = 0; i < 2000; i++) {
        rig.send("", "Subject: x\r\n\r\n", "b@stalled.example");
      }
      for (int i = 0; i < 500; i++) {
        rig.send("", "Subject: x\r\n\r\n", "b@to.example");
      }
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .until(() ->
              rig.attempts().stream().filter(each -> each.ending() == Told.Ending.DELIVERED).count()
                  == 500);
    }
  }

  private static Route to(String domain, int port) {
    return new Route(
        List.of(domain),
        new Route.Host(List.of(new Route.Address("127.0.0.1", port)), false, Route.Tls.NONE, null));
  }

  @Test
  void streamsALargeMessage() throws Exception {
    try (PostfixSink sink = PostfixSink.start();
        Rig rig = Rig.open(Rig.toward(sink.port(), false, Route.Tls.NONE))) {
      rig.send("a@from.example", "S: x\r\n\r\n" + ".23456789\r\n".repeat(500_000), "b@to.example");
      for (int i = 0; i < 100; i++) { // over one piece, so that the end follows the rest at once
        rig.send("a@from.example", "S: x\r\n\r\n" + ".23456789\r\n".repeat(6000), "b@to.example");
      }
      assertThat(rig.awaitAttempts(101))
          .allSatisfy(each -> assertThat(each.ending()).isEqualTo(Told.Ending.DELIVERED));
    }
  }
}
