// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.delivery.SecureWorld.GOOD;
import static org.postrider.delivery.SecureWorld.PLAIN;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;

/// What comes of mail whose sender has said something of TLS, with real zones, hosts and policies:
/// a row for each situation.
///
/// @rfc 8689 §4.2
final class TlsRequiredTest {
  private static final byte[] CONTENT =
      "Subject: hello\r\n\r\nBody.\r\n".getBytes(StandardCharsets.UTF_8);
  private static final MailParameters YES =
      new MailParameters(Returned.FULL, "", 0).over(TlsRequired.YES);
  private static final MailParameters NO = MailParameters.NONE.over(TlsRequired.NO);

  @TempDir private static Path folder;
  private static SecureWorld world;
  private static final Map<SecureRow, MailParameters> rows = new LinkedHashMap<>();
  private static final List<SecureRow> notifications = new ArrayList<>();
  private static List<Told> told = List.of();
  private static String notice = "";
  private static MailParameters ofNotice = MailParameters.NONE;

  private static SecureRow row(String name, String zone, MailParameters asked) {
    SecureRow row = new SecureRow(world, name, zone);
    rows.put(row, asked);
    return row;
  }

  private static SecureRow yes(String name) {
    return row(name, GOOD, YES);
  }

  private static SecureRow notification(String name) {
    SecureRow row = row(name, GOOD, YES);
    notifications.add(row);
    return row;
  }

  @BeforeAll
  static void sendToAll() throws Exception {
    world = new SecureWorld(folder);
    proved();
    unproved();
    notifications();
    waived();
    world.start();
    List<Route> routes = rows.keySet().stream().map(SecureRow::route).toList();
    try (Rig rig = Rig.open(world.settings(routes), world.policyPort())) {
      rows.forEach((row, asked) ->
          rig.send(
              notifications.contains(row) ? "" : "a@from.example",
              CONTENT,
              asked,
              Recipient.of(Mailbox.parse("b@" + row.domain))));
      for (SecureRow row : rows.keySet()) {
        rig.awaitAttempt("b@" + row.domain);
      }
      told = List.copyOf(rig.told);
      Told.Notified first =
          rig.told.stream()
              .filter(each -> each instanceof Told.Notified)
              .map(each -> (Told.Notified) each)
              .findFirst()
              .orElseThrow();
      notice =
          new String(
              rig.spool.content(first.id()).orElseThrow().open().readAllBytes(),
              StandardCharsets.UTF_8);
      ofNotice = rig.spool.envelope(first.id()).orElseThrow().asked();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  private static void proved() throws Exception {
    yes("dnssec").trusted().promising().mx().delivered("verify");
    yes("dane").stranger().promising().mx().tlsa(3, 1, 1).delivered("dane");
    SecureRow enforced = row("enforced", PLAIN, YES).trusted().promising().mx();
    enforced.policy("enforce", enforced.host()).delivered("mta-sts");
    SecureRow testing = row("testing", PLAIN, YES).trusted().promising().mx();
    testing.policy("testing", testing.host()).delivered("mta-sts");
    SecureRow own = row("no-mx", PLAIN, YES);
    own.trusted(own.domain).promising().record(own.domain + " A 127.0.0.1").delivered("verify");
    SecureRow unusable = yes("unusable").trusted().promising().mx();
    unusable
        .record(unusable.tlsaName(unusable.host()) + " TLSA 1 1 1 " + "ab".repeat(32))
        .delivered("verify");
    yes("encrypt").trusted().promising().mx().by(Tls.ENCRYPT).delivered("verify");
  }

  private static void unproved() throws Exception {
    yes("no-promise").trusted().mx().failed("550 5.7.30 the host does not offer REQUIRETLS");
    yes("stranger")
        .stranger()
        .promising()
        .mx()
        .failed("550 5.7.10 the sender wants TLS all the way, but no TLS with the host");
    yes("expired").expired().promising().mx().failed("550 5.7.10");
    yes("clear").clear().promising().mx().failed("550 5.7.10...the host does not offer TLS");
    yes("wrong-dane").trusted().promising().mx().wrongTlsa().failed("550 5.7.10...fits none");
    row("insecure", PLAIN, YES)
        .trusted()
        .promising()
        .mx()
        .failed("550 5.7.10...neither DNSSEC nor MTA-STS proves that mx.insecure.plain.test");
    row("other-host", PLAIN, YES)
        .trusted()
        .promising()
        .mx()
        .policy("testing", "elsewhere.example")
        .failed("550 5.7.10...neither DNSSEC nor MTA-STS");
    row("insecure-verify", PLAIN, YES)
        .trusted()
        .promising()
        .mx()
        .by(Tls.VERIFY)
        .failed("550 5.7.10...neither DNSSEC nor MTA-STS");
  }

  /// RFC 8689 §5.
  private static void notifications() throws Exception {
    notification("notice-promised").trusted().promising().mx().delivered("verify");
    notification("notice-unpromised").stranger().mx().delivered("unauthenticated");
    notification("notice-clear").clear().mx().delivered("none");
    notification("notice-dane").stranger().mx().wrongTlsa().deferred("454 4.7.5 DANE");
  }

  private static void waived() throws Exception {
    row("no-dane", GOOD, NO).stranger().mx().wrongTlsa().delivered("unauthenticated");
    row("no-dane-clear", GOOD, NO).clear().mx().wrongTlsa().delivered("none");
    row("no-sts", PLAIN, NO)
        .stranger()
        .mx()
        .policy("enforce", "elsewhere.example")
        .delivered("unauthenticated");
    row("no-route", GOOD, NO).stranger().mx().by(Tls.VERIFY).deferred("4.7.5");
    row("no-mandatory", GOOD, NO).trusted().mx().by(Tls.DANE).deferred("demands DANE");
  }

  @TestFactory
  Stream<DynamicTest> whatComesOfIt() {
    return rows.keySet().stream().map(row -> DynamicTest.dynamicTest(row.name, () -> check(row)));
  }

  private static void check(SecureRow row) {
    Told.Attempted ended =
        told.stream()
            .filter(each -> each instanceof Told.Attempted)
            .map(each -> (Told.Attempted) each)
            .filter(each -> each.recipient().domain().text().equals(row.domain))
            .findFirst()
            .orElseThrow();
    if (ended.ending() == Told.Ending.DELIVERED) {
      assertThat("DELIVERED " + ended.security()).isEqualTo(row.expected);
      String parameter = row.senders().getFirst().contains("REQUIRETLS") ? "YES" : "UNSAID";
      boolean promised = ended.security().matches("verify|dane|mta-sts");
      assertThat(parameter).isEqualTo(promised ? "YES" : "UNSAID");
    } else {
      assertThat(row.expected).startsWith(ended.ending() + " ");
      String reason = row.expected.substring(row.expected.indexOf(' ') + 1);
      assertThat(ended.reason()).contains(reason.split("\\.\\.\\."));
      assertThat(row.senders()).isEmpty();
    }
  }

  @Test
  void anAuthorHearsOverTheSameSessions() { // RFC 8689 §5: as if RET=HDRS had been said
    assertThat(ofNotice.tls()).isEqualTo(TlsRequired.YES);
    assertThat(notice).contains("Subject: hello", "Status: 5.7.").doesNotContain("Body.");
  }
}
