// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// Mail that is to be delivered by a time, 120 seconds from when it came.
///
/// @rfc 2852 §4.1
final class DeliverByTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final byte[] CONTENT =
      "Subject: hello\r\n\r\nBody.\r\n".getBytes(StandardCharsets.UTF_8);

  private final ManualClock clock = new ManualClock(NOON);

  private Rig rig(ScriptedPeer peer, boolean lmtp) throws Exception {
    Route.Host hop =
        new Route.Host(List.of(new Route.Address("127.0.0.1", peer.port())), lmtp, Tls.NONE, null);
    Route.Host nowhere =
        new Route.Host(List.of(new Route.Address("127.0.0.1", 1)), false, Tls.NONE, null);
    return Rig.open(
        Rig.with(new Route(List.of("to.example"), hop), new Route(List.of("*"), nowhere)), clock);
  }

  private static void send(Rig rig, String by, @Nullable String notify) {
    DeliverBy parsed = Objects.requireNonNull(DeliverBy.parse(by, NOON));
    rig.send(
        "a@from.example",
        CONTENT,
        MailParameters.NONE.within(parsed),
        new Recipient(
            Mailbox.parse("b@to.example"),
            new RcptParameters(notify == null ? null : Notify.parse(notify), null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # BY    | NOTIFY  | hop  | it offers     | MAIL gets  | RCPT gets              | told
          120;R   | -       | EHLO | DELIVERBY     |  BY=120;R  |                        |
          120;R   | -       | EHLO | DELIVERBY 120 |  BY=120;R  |                        |
          120;R   | -       | LHLO | HELP          |            |                        |
          120;RT  | -       | EHLO | DELIVERBY     |  BY=120;RT |                        | relayed
          120;RT  | NEVER   | EHLO | DELIVERBY     |  BY=120;RT |                        |
          120;N   | -       | EHLO | DELIVERBY 900 |  BY=120;N  |                        |
          120;nt  | FAILURE | EHLO | DELIVERBY     |  BY=120;NT |                        | relayed
          -120;N  | -       | EHLO | DELIVERBY     |  BY=-120;N |                        |
          120;N   | -       | EHLO | HELP          |            |                        | relayed
          120;N   | -       | EHLO | DSN           |            |  NOTIFY=FAILURE,DELAY  | relayed
          120;N   | SUCCESS | EHLO | DSN           |            |  NOTIFY=SUCCESS,DELAY  | relayed
          120;N   | NEVER   | EHLO | DSN           |            |  NOTIFY=NEVER          |
          -120;N  | -       | EHLO | HELP          |            |                        |
          120;N   | -       | LHLO | HELP          |            |                        |
          """)
  void relays(ArgumentsAccessor row) throws Exception {
    String verb = row.getString(2);
    String told = row.getString(6);
    String script =
        """
        S: 220 hi
        C: %s us.example
        S: 250-host
        S: 250 %s
        C: MAIL FROM:<a@from.example>%s
        S: 250 ok
        C: RCPT TO:<b@to.example>%s
        S: 250 ok
        C: DATA
        S: 354 go
        ! data
        S: 250 got it
        """
            .formatted(verb, row.getString(3), blank(row.getString(4)), blank(row.getString(5)));
    try (ScriptedPeer peer = ScriptedPeer.open(script);
        Rig rig = rig(peer, verb.equals("LHLO"))) {
      send(rig, row.getString(0), row.getString(1));
      assertThat(rig.awaitAttempt("b@to.example").reason()).isEqualTo("250 got it");
      if (told != null) {
        assertThat(notice(rig))
            .contains("Action: " + told, "Deliver-By-Date: Mon, 23 Nov 2026 12:02:00 +0000");
      }
      rig.delivery.drain(Duration.ofSeconds(1));
      assertThat(notified(rig)).hasSize(told == null ? 0 : 1);
    }
  }

  private static String blank(@Nullable String parameter) {
    return parameter == null ? "" : " " + parameter;
  }

  private static List<Told.Notified> notified(Rig rig) {
    return rig.told.stream()
        .filter(each -> each instanceof Told.Notified)
        .map(each -> (Told.Notified) each)
        .toList();
  }

  private static String notice(Rig rig) throws Exception {
    Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
    return new String(
        rig.spool.content(notified(rig).getFirst().id()).orElseThrow().open().readAllBytes(),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "HELP, 554 5.3.3 the host does not promise delivery in time",
    "DELIVERBY 121, '554 5.3.3 the host wants 121 seconds for delivery (DELIVERBY), 120 are left'",
  })
  void isReturnedWhereNobodyPromisesToBeInTime(String offered, String reason) throws Exception {
    String script = "S: 220 hi\nC: EHLO us.example\nS: 250-host\nS: 250 " + offered + "\n! stall\n";
    try (ScriptedPeer peer = ScriptedPeer.open(script);
        Rig rig = rig(peer, false)) {
      send(rig, "120;R", null);
      assertThat(rig.awaitAttempt("b@to.example").reason()).startsWith(reason);
      assertThat(notice(rig)).contains("Action: failed", "Status: 5.3.3");
    }
  }

  @Test
  void isReturnedWhenItsTimeIsOver() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: 421 busy\n");
        Rig rig = rig(peer, false)) {
      send(rig, "30;R", null);
      Told.Attempted first = rig.awaitAttempt("b@to.example");
      assertThat(first.ending()).isEqualTo(Told.Ending.DEFERRED);
      assertThat(first.next()).isEqualTo(NOON.plusSeconds(30));
      clock.advance(Duration.ofSeconds(30));
      rig.delivery.wake();
      String notice = notice(rig);
      assertThat(notice)
          .contains(
              "Action: failed", "Status: 5.4.7", "delivery time expired", "not tried in time");
    }
  }

  /// One more attempt is made at that time.
  @ParameterizedTest
  @CsvSource({"-, 1", "DELAY, 1", "FAILURE, 0", "NEVER, 0"})
  void isSaidToBeLateAndTriedOn(String notify, int told) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open("S: 421 busy\n");
        Rig rig = rig(peer, false)) {
      send(rig, "30;N", notify.equals("-") ? null : notify);
      assertThat(rig.awaitAttempt("b@to.example").next()).isEqualTo(NOON.plusSeconds(30));
      clock.advance(Duration.ofSeconds(30));
      rig.delivery.wake();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> tried(rig) == 2);
      if (told > 0) {
        assertThat(notice(rig)).contains("Action: delayed", "Status: 4.4.7");
      }
      rig.delivery.drain(Duration.ofSeconds(1));
      assertThat(notified(rig)).hasSize(told);
      assertThat(rig.queued()).anyMatch(each -> each.entry().destination().equals("to.example"));
    }
  }

  private static long tried(Rig rig) {
    Mailbox bob = Mailbox.parse("b@to.example");
    return rig.attempts().stream().filter(each -> each.recipient().equals(bob)).count();
  }
}
