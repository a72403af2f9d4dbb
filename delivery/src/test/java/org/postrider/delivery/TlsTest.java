// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.delivery.ConversationTest.GROUP;
import static org.postrider.delivery.ConversationTest.OPEN;
import static org.postrider.delivery.ConversationTest.TAKE;
import static org.postrider.delivery.ConversationTest.attempt;
import static org.postrider.delivery.ConversationTest.endings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.TestCertificate;

/// TLS with hosts that play a script: offered, missing, refused, broken, forged.
final class TlsTest {
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
    return Rig.settings(base, base.schedule(), trust, base.patience());
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
            + GROUP.replace("a@from.example>", "a@from.example> AUTH=<>")
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
}
