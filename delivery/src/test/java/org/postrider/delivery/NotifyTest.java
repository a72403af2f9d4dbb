// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.delivery.Route.Tls;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.report.FailureClass;
import org.postrider.testkit.ManualClock;
import org.postrider.testkit.ScriptedPeer;
import org.postrider.testkit.Waits;

/// What authors hear of a recipient, by what they asked for, what became of it, and what the next
/// hop can do. What goes to from.example, the notifications, stays in the queue to be looked at.
///
/// @rfc 3461 §5.2
final class NotifyTest {
  private static final String CONTENT = "Subject: hello\r\n\r\nBody.\r\n";
  private static final OriginalRecipient ORIGINAL = new OriginalRecipient("rfc822;Bob@to.example");
  private static final Pattern ACTION = Pattern.compile("(?m)^Action: (\\S+)");

  @TempDir private Path directory;

  private static DeliverySettings to(Route.Hop hop) {
    return Rig.with(
        new Route(List.of("to.example"), hop),
        new Route(
            List.of("*"),
            new Route.Host(List.of(new Route.Address("127.0.0.1", 1)), false, Tls.NONE, null)));
  }

  private static DeliverySettings to(ScriptedPeer peer, boolean lmtp) {
    return to(
        new Route.Host(List.of(new Route.Address("127.0.0.1", peer.port())), lmtp, Tls.NONE, null));
  }

  private static Recipient bob(@Nullable String notify) {
    return new Recipient(
        Mailbox.parse("b@to.example"),
        new RcptParameters(notify == null ? null : Notify.parse(notify), ORIGINAL));
  }

  /// A host that offers DSN or not, and answers RCPT so.
  private static String host(boolean lmtp, boolean dsn, @Nullable String notify, String rcpt) {
    String asked = notify == null ? "" : " NOTIFY=" + notify;
    return """
    S: 220 hi
    C: %s us.example
    S: 250-host
    S: 250 %s
    C: MAIL FROM:<a@from.example>%s
    S: 250 ok
    C: RCPT TO:<b@to.example>%s
    S: %s
    %s
    """
        .formatted(
            lmtp ? "LHLO" : "EHLO",
            dsn ? "DSN" : "HELP",
            dsn ? " ENVID=QQ+2B1" : "",
            dsn ? asked + " ORCPT=rfc822;Bob@to.example" : "",
            rcpt,
            rcpt.startsWith("250") ? "C: DATA\nS: 354 go\n! data\nS: 250 ok" : "C: RSET\nS: 250 ok")
        .replace("\n\n", "\n");
  }

  private static List<Told.Notified> notified(Rig rig) {
    return rig.told.stream()
        .filter(each -> each instanceof Told.Notified)
        .map(each -> (Told.Notified) each)
        .toList();
  }

  private static List<Told.Attempted> tried(Rig rig) {
    return rig.attempts().stream()
        .filter(each -> each.recipient().toString().equals("b@to.example"))
        .toList();
  }

  private static String text(Rig rig, Told.Notified notice) throws Exception {
    return new String(
        rig.spool.content(notice.id()).orElseThrow().open().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// The actions that were told of; a settlement has told all it has to when it is on record.
  private static String actions(Rig rig) throws Exception {
    List<String> actions = new ArrayList<>();
    for (Told.Notified notice : notified(rig)) {
      String text = text(rig, notice);
      assertThat(text)
          .contains("Original-Envelope-Id: QQ+1\r\n", "Original-Recipient: rfc822; Bob@to.example");
      Matcher action = ACTION.matcher(text);
      while (action.find()) {
        actions.add(action.group(1));
      }
    }
    return String.join(" ", actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      textBlock =
          """
          # NOTIFY              | hop     | reply to RCPT  | the author hears
          -                     | plain   | 250 ok         | ''
          -                     | dsn     | 250 ok         | ''
          -                     | lmtp    | 250 ok         | ''
          -                     | plain   | 550 5.1.1 no   | failed
          -                     | dsn     | 550 5.1.1 no   | failed
          NEVER                 | plain   | 250 ok         | ''
          NEVER                 | plain   | 550 5.1.1 no   | ''
          NEVER                 | dsn     | 550 5.1.1 no   | ''
          SUCCESS               | plain   | 250 ok         | relayed
          SUCCESS               | dsn     | 250 ok         | ''
          SUCCESS               | lmtp    | 250 ok         | delivered
          SUCCESS               | lmtpdsn | 250 ok         | ''
          SUCCESS               | plain   | 550 5.1.1 no   | ''
          SUCCESS,FAILURE       | plain   | 550 5.1.1 no   | failed
          FAILURE               | plain   | 250 ok         | ''
          FAILURE,DELAY         | dsn     | 550 5.1.1 no   | failed
          DELAY                 | plain   | 550 5.1.1 no   | ''
          """)
  void whatIsTold(@Nullable String notify, String hop, String rcpt, String told) throws Exception {
    boolean lmtp = hop.startsWith("lmtp");
    boolean dsn = hop.endsWith("dsn");
    try (ScriptedPeer peer = ScriptedPeer.open(host(lmtp, dsn, notify, rcpt));
        Rig rig = Rig.open(to(peer, lmtp))) {
      rig.send(
          "a@from.example",
          CONTENT.getBytes(StandardCharsets.UTF_8),
          new MailParameters(null, "QQ+2B1", 0),
          bob(notify));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !tried(rig).isEmpty());
      if (!told.isEmpty()) {
        Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
      }
      assertThat(actions(rig)).isEqualTo(told);
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  @Test
  void whoIsInItsMailboxIsDelivered() throws Exception {
    try (Rig rig = Rig.open(to(new Route.Maildir(directory)))) {
      rig.send(
          "a@from.example",
          CONTENT.getBytes(StandardCharsets.UTF_8),
          new MailParameters(Returned.FULL, "QQ+2B1", 0),
          bob("SUCCESS"));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
      assertThat(actions(rig)).isEqualTo("delivered");
      assertThat(notified(rig).getFirst().kind()).isEqualTo("success");
      assertThat(text(rig, notified(rig).getFirst()))
          .contains("Status: 2.0.0", "text/rfc822-headers", "Subject: hello")
          .doesNotContain("Body."); // RFC 3461 §6.2
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  /// RFC 4865 §4.2, §5.1.2.
  @Test
  void aMessageThatIsHeldAgesFromItsRelease() throws Exception {
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");
    ManualClock clock = new ManualClock(noon);
    try (ScriptedPeer peer = ScriptedPeer.open("S: 421 busy\n");
        Rig rig = Rig.open(to(peer, false), clock)) {
      FutureRelease release = FutureRelease.holdFor("36000", noon);
      rig.send(
          "a@from.example",
          CONTENT.getBytes(StandardCharsets.UTF_8),
          new MailParameters(null, "QQ+2B1", 0).held(release),
          bob(null));
      clock.advance(Duration.ofHours(9));
      rig.delivery.wake();
      rig.delivery.drain(Duration.ofSeconds(1));
      assertThat(tried(rig)).isEmpty();
      rig.delivery.pause(false);
      clock.advance(Duration.ofHours(1));
      rig.delivery.wake();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> tried(rig).size() == 1);
      assertThat(notified(rig)).isEmpty();
      clock.advance(Duration.ofHours(5));
      rig.delivery.wake();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
      assertThat(actions(rig)).isEqualTo("delayed");
      assertThat(text(rig, notified(rig).getFirst()))
          .contains("Arrival-Date: ", "Future-Release-Request: for;36000");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  /// RFC 3461 §5.2.5.
  @ParameterizedTest
  @CsvSource({"-, delayed", "DELAY, delayed", "'SUCCESS,FAILURE', ''", "NEVER, ''"})
  void aDelayIsToldToThoseWhoMayHearOfIt(String notify, String told) throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-11-23T12:00:00Z"));
    try (ScriptedPeer peer = ScriptedPeer.open("S: 421 busy\n");
        Rig rig = Rig.open(to(peer, false), clock)) {
      rig.send(
          "a@from.example",
          CONTENT.getBytes(StandardCharsets.UTF_8),
          new MailParameters(null, "QQ+2B1", 0),
          bob(notify.equals("-") ? null : notify));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> tried(rig).size() == 1);
      clock.advance(Duration.ofHours(5));
      rig.delivery.wake();
      Awaitility.await().atMost(Waits.LONGEST).until(() -> tried(rig).size() == 2);
      if (!told.isEmpty()) {
        Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
      }
      assertThat(actions(rig)).isEqualTo(told);
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  /// RFC 3461 §4.3.
  @ParameterizedTest
  @CsvSource({"FULL, true", "HDRS, false", "-, true"})
  void asMuchIsGivenBackAsTheAuthorWants(String returned, boolean whole) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.open(host(false, false, null, "550 5.1.1 no"));
        Rig rig = Rig.open(to(peer, false))) {
      rig.send(
          "a@from.example",
          CONTENT.getBytes(StandardCharsets.UTF_8),
          new MailParameters(Returned.parse(returned), "", 0),
          bob(null));
      Awaitility.await().atMost(Waits.LONGEST).until(() -> !notified(rig).isEmpty());
      String text = text(rig, notified(rig).getFirst());
      assertThat(text.contains("\r\nBody.\r\n")).isEqualTo(whole);
      assertThat(text)
          .contains("Subject: hello", "X-Postrider-Class: bad-mailbox", "no such mailbox")
          .doesNotContain("Original-Envelope-Id");
      rig.delivery.drain(Duration.ofSeconds(1));
    }
  }

  /// A postmaster who is to hear of what has no sender does so once: not of what he cannot get.
  @ParameterizedTest
  @CsvSource({"true, 1, 2", "false, 0, 1"})
  void aDoubleBounceIsToldToThePostmasterOrNobody(boolean wanted, int told, int attempts)
      throws Exception {
    String script = host(false, false, null, "550 5.1.1 no").replace("a@from.example", "");
    try (ScriptedPeer peer = ScriptedPeer.open(script)) {
      DeliverySettings plain = to(peer, false);
      Mailbox postmaster = Mailbox.parse("b@to.example");
      try (Rig rig = Rig.open(wanted ? plain.telling(postmaster) : plain)) {
        rig.send("", CONTENT, "b@to.example");
        Awaitility.await().atMost(Waits.LONGEST).until(() -> tried(rig).size() == attempts);
        rig.delivery.drain(Duration.ofSeconds(1));
        assertThat(tried(rig)).allMatch(each -> each.failure() == FailureClass.BAD_MAILBOX);
        assertThat(notified(rig)).hasSize(told);
        assertThat(rig.spool.counts().byDestination()).isEmpty();
      }
    }
  }
}
