// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.delivery.ConversationTest.CONTENT;
import static org.postrider.delivery.ConversationTest.GROUP;
import static org.postrider.delivery.ConversationTest.OPEN;
import static org.postrider.delivery.ConversationTest.TAKE;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.Route.Tls;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// How sessions that are kept end when delivery does.
final class FarewellTest {
  /// Delivers one message, and ends with the session kept.
  private static void deliverAndEnd(Rig rig) {
    rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
    rig.awaitAttempts(2);
    assertThat(rig.delivery.health().connections()).isOne();
    rig.delivery.close();
  }

  @Test
  void keptSessionsAreEndedWithQuitAndItsAnswerIsAwaited() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(OPEN + GROUP + TAKE + "C: QUIT\nS: 221 bye\n");
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      deliverAndEnd(rig);
      assertThat(rig.delivery.health().connections()).isZero();
      assertThat(peer.text(0)).endsWith(".\r\nQUIT\r\n");
    }
  }

  @Test
  void whoDoesNotAnswerQuitHoldsNobodyUp() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(OPEN + GROUP + TAKE + "! stall\n");
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      deliverAndEnd(rig);
      assertThat(rig.delivery.health().connections()).isOne(); // it waits still, and we do not
      Awaitility.await().atMost(Waits.LONGEST).until(() -> peer.text(0).endsWith(".\r\nQUIT\r\n"));
    }
  }
}
