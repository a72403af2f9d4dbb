// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Listing;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.TestCertificate;

/// Attempts at hosts that play a script, over real sockets.
final class ConversationTest {
  private static final String CONTENT = "Subject: x\r\n\r\n.a\r\nb\r\n";
  private static final String OPEN =
      """
      S: 220 hi
      C: EHLO us.example
      S: 250-host
      S: 250-8BITMIME
      S: 250 PIPELINING
      """;
  private static final String GROUP =
      """
      C: MAIL FROM:<a@from.example>
      C: RCPT TO:<b@to.example>
      C: RCPT TO:<c@to.example>
      C: DATA
      """;
  private static final String TAKE =
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
  private static List<Told.Attempted> attempt(DeliverySettings settings) throws Exception {
    try (Rig rig = Rig.open(settings)) {
      rig.send("a@from.example", CONTENT, "b@to.example", "c@to.example");
      rig.awaitAttempts(2);
      return rig.attempts().stream() // and not those of notices about them
          .filter(each -> each.recipient().domain().text().equals("to.example"))
          .toList();
    }
  }

  private static String endings(List<Told.Attempted> attempts) {
    return attempts.stream().map(a -> a.ending().name()).collect(Collectors.joining(" "));
  }

  private static DeliverySettings impatient(DeliverySettings base) {
    Duration brief = Duration.ofMillis(700);
    return new DeliverySettings(
        base.hostname(),
        base.routes(),
        base.schedule(),
        base.connectionsPerHop(),
        base.messagesPerConnection(),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        base.trust(),
        new Patience(brief, brief, brief, brief, brief, brief));
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
    assertThat(told.getFirst().reason()).contains("4.4.1");
  }

  @Test
  void garbageIsDeferred() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: SSH-2.0-OpenSSH\n! stall\n")) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.NONE));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
      assertThat(told.getFirst().reason()).contains("4.5.0");
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

  private static final String STARTTLS =
      """
      S: 220 hi
      C: EHLO us.example
      S: 250-host
      S: 250 STARTTLS
      C: STARTTLS
      """;
  private static final String SECURED =
      """
      S: 220 go
      ! tls
      C: EHLO us.example
      S: 250-host
      S: 250 PIPELINING
      """;

  @Test
  void usesTlsWhereItIsOffered(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "localhost");
    for (Tls each : List.of(Tls.MAY, Tls.ENCRYPT)) {
      try (ScriptedPeer peer =
          ScriptedPeer.open(certificate.server(), STARTTLS + SECURED + GROUP + TAKE)) {
        List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, each));
        assertThat(endings(told)).isEqualTo("DELIVERED DELIVERED");
        assertThat(told.getFirst().tls()).startsWith("TLSv1.3 TLS_");
      }
    }
  }

  @Test
  void verifiesWhereItHasTo(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "localhost");
    try (ScriptedPeer peer =
        ScriptedPeer.open(certificate.server(), STARTTLS + "S: 220 go\n! tls\n! stall\n")) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.VERIFY));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
      assertThat(told.getFirst().reason()).contains("4.7.5");
      assertThat(peer.text(0)).doesNotContain("MAIL");
    }
    Path trust = folder.resolve("trust.pem");
    Files.writeString(trust, pem(certificate));
    try (ScriptedPeer peer =
        ScriptedPeer.open(certificate.server(), STARTTLS + SECURED + GROUP + TAKE)) {
      DeliverySettings base = Rig.toward(peer.port(), false, Tls.VERIFY);
      List<Told.Attempted> told = attempt(trusting(base, trust));
      assertThat(endings(told)).isEqualTo("DELIVERED DELIVERED");
    }
    TestCertificate other = TestCertificate.make(folder, "other.example");
    Files.writeString(trust, pem(other));
    try (ScriptedPeer peer =
        ScriptedPeer.open(other.server(), STARTTLS + "S: 220 go\n! tls\n! stall\n")) {
      DeliverySettings named =
          trusting(
              Rig.with(
                  new Route(
                      List.of("*"),
                      new Route.Host(
                          List.of(new Route.Address("localhost", peer.port())),
                          false,
                          Tls.VERIFY,
                          null))),
              trust);
      assertThat(endings(attempt(named))).isEqualTo("DEFERRED DEFERRED");
    }
  }

  private static String pem(TestCertificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.certificate().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static DeliverySettings trusting(DeliverySettings base, Path trust) {
    return new DeliverySettings(
        base.hostname(),
        base.routes(),
        base.schedule(),
        base.connectionsPerHop(),
        base.messagesPerConnection(),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        trust,
        base.patience());
  }

  @Test
  void withoutTlsOnlyWhereItMay() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(OPEN + "! stall\n")) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.ENCRYPT));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
      assertThat(told.getFirst().reason()).contains("4.7.4");
      assertThat(peer.text(0)).doesNotContain("MAIL");
    }
    try (ScriptedPeer peer =
        ScriptedPeer.open(
            STARTTLS
                + """
                S: 454 not now
                C: MAIL FROM:<a@from.example>
                S: 250 ok
                C: RCPT TO:<b@to.example>
                S: 250 ok
                C: RCPT TO:<c@to.example>
                S: 250 ok
                C: DATA
                S: 354 go
                ! data
                S: 250 ok
                """)) {
      assertThat(endings(attempt(Rig.toward(peer.port(), false, Tls.MAY))))
          .isEqualTo("DELIVERED DELIVERED");
    }
  }

  @Test
  void aFailedHandshakeIsDoneWithoutWhereItMay() throws Exception {
    SSLContext keyless = SSLContext.getInstance("TLS");
    keyless.init(null, null, null);
    String broken = STARTTLS + "S: 220 go\n! tls\n";
    try (ScriptedPeer peer = ScriptedPeer.open(keyless, broken, OPEN + GROUP + TAKE)) {
      assertThat(endings(attempt(Rig.toward(peer.port(), false, Tls.MAY))))
          .isEqualTo("DELIVERED DELIVERED");
      assertThat(peer.connections()).isEqualTo(2);
    }
    try (ScriptedPeer peer = ScriptedPeer.open(keyless, broken)) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.ENCRYPT));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
    }
  }

  @Test
  void whatIsInjectedBeforeTlsIsRefused() throws Exception {
    String injecting =
        STARTTLS
            + """
            S| 220 go\\r\\n250-evil\\r\\n250 PIPELINING\\r\\n
            ! stall
            """;
    try (ScriptedPeer peer = ScriptedPeer.open(injecting)) {
      List<Told.Attempted> told = attempt(Rig.toward(peer.port(), false, Tls.MAY));
      assertThat(endings(told)).isEqualTo("DEFERRED DEFERRED");
      assertThat(told.getFirst().reason()).contains("in the clear after STARTTLS");
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void authenticatesToASmartHost(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "localhost");
    String script =
        STARTTLS
            + """
            S: 220 go
            ! tls
            C: EHLO us.example
            S: 250-host
            S: 250-AUTH PLAIN
            S: 250 PIPELINING
            C: AUTH PLAIN AG1lAHNlY3JldA==
            S: 235 welcome
            """
            + GROUP
            + TAKE;
    try (ScriptedPeer peer = ScriptedPeer.open(certificate.server(), script)) {
      DeliverySettings settings =
          Rig.with(
              new Route(
                  List.of("*"),
                  new Route.Host(
                      List.of(new Route.Address("127.0.0.1", peer.port())),
                      false,
                      Tls.ENCRYPT,
                      new Route.Credentials("me", "secret"))));
      assertThat(endings(attempt(settings))).isEqualTo("DELIVERED DELIVERED");
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
      rig.send("", eight, true, false, "b@to.example");
      Told.Attempted told = rig.awaitAttempts(1).getFirst();
      assertThat(told.ending()).isEqualTo(Told.Ending.FAILED);
      assertThat(told.reason()).contains("5.6.3");
    }
    try (ScriptedPeer peer =
            ScriptedPeer.open(
                bare.replace(
                    "! stall", "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<b@to.example>\n! stall"));
        Rig rig = Rig.open(impatient(Rig.toward(peer.port(), false, Tls.NONE)))) {
      rig.send("", seven, true, false, "b@to.example"); // said to be 8-bit, but is not
      assertThat(endings(rig.awaitAttempts(1))).isEqualTo("DEFERRED");
    }
    try (ScriptedPeer peer = ScriptedPeer.open(bare);
        Rig rig = Rig.open(Rig.toward(peer.port(), false, Tls.NONE))) {
      rig.send("", seven, false, true, "b\u00e4@to.example");
      assertThat(rig.awaitAttempts(1).getFirst().reason()).contains("5.6.7");
    }
  }
}
