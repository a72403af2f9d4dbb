// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Listing;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.testkit.ScriptedPeer;

/// Attempts at hosts that play a script, over real sockets.
final class ConversationTest {
  static final String CONTENT = "Subject: x\r\n\r\n.a\r\nb\r\n";
  static final String OPEN =
      """
      S: 220 hi
      C: EHLO us.example
      S: 250-host
      S: 250-8BITMIME
      S: 250 PIPELINING
      """;
  static final String GROUP =
      """
      C: MAIL FROM:<a@from.example>
      C: RCPT TO:<b@to.example>
      C: RCPT TO:<c@to.example>
      C: DATA
      """;
  static final String TAKE =
      """
      S: 250 ok
      S: 250 ok
      S: 250 ok
      S: 354 go
      ! data
      S: 250 2.0.0 got it
      """;
  private static final String QUIT =
      """
      C: QUIT
      S: 221 bye
      """;

  /// One message for b and c at to.example; what was told of each.
  static List<Told.Attempted> attempt(DeliverySettings settings) throws Exception {
    try (Rig rig = Rig.open(settings)) {
      rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
      rig.awaitAttempts(2);
      return rig.attempts().stream() // and not those of notices about them
          .filter(each -> each.recipient().domain().text().equals("to.example"))
          .toList();
    }
  }

  static String endings(List<Told.Attempted> attempts) {
    return attempts.stream().map(a -> a.ending().name()).collect(Collectors.joining(" "));
  }

  private static DeliverySettings impatient(DeliverySettings base) {
    Duration brief = Duration.ofMillis(700);
    Patience little = new Patience(brief, brief, brief, brief, brief, brief);
    return Rig.settings(base, base.schedule(), base.trust(), little);
  }

  @Test
  void deliversAndSaysSo() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(OPEN + GROUP + TAKE)) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
      assertThat(endings(told)).isEqualTo("DELIVERED DELIVERED");
      assertThat(told.getFirst().hop()).isEqualTo("127.0.0.1[127.0.0.1]:" + peer.port());
      assertThat(told.getFirst().reply()).hasToString("250 2.0.0 got it");
      assertThat(told.getFirst().attempt()).isEqualTo(1);
      assertThat(told.getFirst().tls()).isEmpty();
      assertThat(peer.text(0))
          .contains("DATA\r\nReceived: here\r\nSubject: x\r\n\r\n..a\r\nb\r\n.\r\n");
    }
  }

  @Test
  void acceptsSomeRefusesSome() throws Exception {
    try (ScriptedPeer peer =
            ScriptedPeer.open(
                OPEN
                    + GROUP
                    + """
                    S: 250 ok
                    S: 550 5.1.1 no such user
                    S: 250 ok
                    S: 354 go
                    ! data
                    S: 450 4.2.0 later
                    ! stall
                    """);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
      List<Told.Attempted> told = rig.awaitAttempts(2);
      assertThat(endings(told)).startsWith("FAILED DEFERRED");
      assertThat(told.get(0).next()).isNull();
      assertThat(told.get(1).next()).isNotNull();
      List<String> left =
          rig.queued().stream().map(Listing.Item::entry).map(e -> e.recipients() + "").toList();
      assertThat(left).contains("[c@to.example]").doesNotContain("[b@to.example, c@to.example]");
    }
  }

  @Test
  void stallsAtEveryStepAreDeferred() throws Exception {
    String[] lines = (OPEN + GROUP + TAKE).split("\n");
    int stalls = 0;
    for (int at = 0; at < lines.length; at++) {
      if (!lines[at].startsWith("S: ") || lines[at].startsWith("S: 250-")) {
        continue;
      }
      String script = String.join("\n", List.of(lines).subList(0, at)) + "\n! stall\n";
      try (ScriptedPeer peer = ScriptedPeer.open(script)) {
        List<Told.Attempted> told = attempt(impatient(Rig.toward(peer.port(), false, Tls.NONE)));
        assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
        assertThat(told.getFirst().reason()).contains("4.4.2");
        assertThat(told.getFirst().reply()).isNull();
        stalls++;
      }
    }
    assertThat(stalls).isEqualTo(7);
  }

  @Test
  void dropsAtEveryStepAreDeferred() throws Exception {
    String[] lines = (OPEN + GROUP + TAKE).split("\n");
    for (int at = 0; at < lines.length; at++) {
      for (String how : List.of("! close", "! reset")) {
        String script = String.join("\n", List.of(lines).subList(0, at)) + "\n" + how + "\n";
        try (ScriptedPeer peer = ScriptedPeer.open(script)) {
          List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
          assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
        }
      }
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    List<Told.Attempted> told = attempt(Rig.toward(port, false, Tls.NONE));
    assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
    assertThat(told.getFirst().reason()).isEqualTo("451 4.4.1 cannot connect: Connection refused");
  }

  @Test
  void garbageIsDeferred() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: SSH-2.0-OpenSSH\n! stall\n")) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
      assertThat(told.getFirst().reason()).contains("4.5.0");
    }
  }

  /// One transaction for each as many recipients as a host is given, over one session.
  @Test
  void noTransactionHasMoreRecipientsThanTheHostIsGiven() throws Exception {
    String each =
        """
        C: MAIL FROM:<>
        C: RCPT TO:<%s@to.example>
        C: DATA
        S: 250 ok
        S: %s
        """;
    String taken = "S: 354 go\n! data\nS: 250 2.0.0 got it\n";
    String refused = "S: 503 no recipients\nC: RSET\nS: 250 ok\n";
    try (ScriptedPeer peer =
        ScriptedPeer.open(
            OPEN
                + each.formatted("b", "250 ok")
                + taken
                + each.formatted("c", "550 5.1.1 nobody")
                + refused
                + each.formatted("d", "250 ok")
                + taken)) {
      HopLimits one = new HopLimits(20, 100, 1, null, 1);
      Route.Address address = new Route.Address("127.0.0.1", peer.port());
      Route.Host host = new Route.Host(List.of(address), false, Tls.NONE, null, List.of(), one);
      try (Rig rig = Rig.open(Rig.with(new Route(List.of("*"), host)))) {
        rig.send("", CONTENT, "b@to.example", "c@to.example", "d@to.example");
        assertThat(endings(rig.awaitAttempts(3))).isEqualTo("DELIVERED FAILED DELIVERED");
      }
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRefusingGreetingMeansTheNextHost() throws Exception {
    try (ScriptedPeer first = ScriptedPeer.open("S: 554 no service\n" + QUIT);
        ScriptedPeer second = ScriptedPeer.open(OPEN + GROUP + TAKE)) {
      DeliverySettings settings =
          Rig.with(
              new Route(
                  List.of("*"),
                  new Route.Host(
                      List.of(
                          new Route.Address("127.0.0.1", first.port()),
                          new Route.Address("127.0.0.1", second.port())),
                      false,
                      Tls.NONE,
                      null)));
      assertThat(endings(attempt(settings))).isEqualTo("DELIVERED DELIVERED");
      assertThat(first.connections()).isEqualTo(1);
    }
  }

  @Test
  void whereAllHostsRefuseItIsPermanent() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: 554 no service\n" + QUIT)) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
      assertThat(endings(told)).isEqualTo("FAILED FAILED");
    }
    try (ScriptedPeer peer = ScriptedPeer.open("S: 421 busy\n" + QUIT)) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
    }
  }

  @Test
  void repliesBeforeTheEndOfTheContentAreNotBelieved() throws Exception {
    String big = "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(2_000_000);
    String early =
        OPEN
            + """
            C: MAIL FROM:<a@from.example>
            C: RCPT TO:<b@to.example>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            S: 250 thanks already
            ! stall
            """;
    try (ScriptedPeer peer = ScriptedPeer.open(early);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("a@from.example", big, "b@to.example");
      assertThat(endings(rig.awaitAttempts(1))).isEqualTo("DEFERRED");
    }
  }

  @Test
  void lmtpEndsEachRecipientByItsOwnReply() throws Exception {
    String script =
        OPEN.replace("EHLO", "LHLO")
            + GROUP
            + """
            S: 250 ok
            S: 250 ok
            S: 250 ok
            S: 354 go
            ! data
            S: 250 2.1.5 b has it
            S: 552 5.2.2 c is full
            ! stall
            """;
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      assertThat(endings(attempt(Rig.toward(peer.port(), true, Tls.NONE))))
          .startsWith("DELIVERED FAILED");
    }
  }

  @Test
  void aKeptConnectionIsUsedAgain() throws Exception {
    String one = GROUP + TAKE;
    try (ScriptedPeer peer = ScriptedPeer.open(OPEN + one + one + one);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      for (int i = 1; i <= 3; i++) {
        rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
        rig.awaitAttempts(2 * i);
      }
      assertThat(peer.connections()).isEqualTo(1);
      assertThat(rig.queued()).isEmpty();
    }
  }

  @Test
  void aKeptConnectionThatIsGoneIsNoFailure() throws Exception {
    String dies = OPEN + GROUP + TAKE + GROUP + "! close\n";
    String closes = OPEN + GROUP + TAKE + GROUP + "S: 421 too long idle\n";
    for (String first : List.of(dies, closes)) {
      try (ScriptedPeer peer = ScriptedPeer.open(first, OPEN + GROUP + TAKE);
          Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
        for (int i = 1; i <= 2; i++) {
          rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
          assertThat(rig.awaitAttempts(2 * i))
              .allMatch(each -> each.ending() == Told.Ending.DELIVERED);
        }
        assertThat(peer.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void eightBitOnlyWhereItCanGo() throws Exception {
    byte[] eight = "Subject: x\r\n\r\n\u00e4\r\n".getBytes(StandardCharsets.UTF_8);
    byte[] seven = CONTENT.getBytes(StandardCharsets.US_ASCII);
    String bare =
        """
        S: 220 hi
        C: EHLO us.example
        S: 250 host
        ! stall
        """;
    try (ScriptedPeer peer = ScriptedPeer.open(bare);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("", eight, Body.EIGHT_BIT, false, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(told.reason()).contains("5.6.3");
    }
    try (ScriptedPeer peer =
            ScriptedPeer.open(
                bare.replace(
                    "! stall", "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<b@to.example>\n! stall"));
        Rig rig = Rig.open(impatient(Rig.toward(peer.port(), false, Tls.NONE)))) {
      rig.send("", seven, Body.EIGHT_BIT, false, "b@to.example"); // said to be 8-bit, but is not
      assertThat(endings(rig.awaitAttempts(1))).isEqualTo("DEFERRED");
    }
    try (ScriptedPeer peer = ScriptedPeer.open(bare);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("", seven, Body.SEVEN_BIT, true, "b\u00e4@to.example");
      assertThat(rig.awaitAttempts(1).getFirst().reason()).contains("5.6.7");
    }
  }
}
