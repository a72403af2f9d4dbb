// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.testkit.Golden;

final class ReportTest {
  private static final Instant THEN = Instant.parse("2026-11-20T08:15:00Z");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static Original original(String text, boolean whole) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    boolean high = octets.length != text.length();
    return new Original(
        "01JD0000000000000000000000", THEN, MailParameters.NONE, octets, whole, high, high, false);
  }

  private static Report report(Original original, Fate... fates) {
    return new Report(
        "mx.example",
        "01JE0000000000000000000000",
        NOW,
        Mailbox.parse("author@from.example"),
        original,
        List.of(fates));
  }

  private static String text(Report report) {
    return new String(report.compose(), StandardCharsets.UTF_8);
  }

  @Test
  void failure() {
    Reply unknown =
        Reply.of(550, "5.1.1", "no such user here, and never was one as far as we know");
    Reply full = Reply.of(452, "4.2.2", "mailbox full");
    Report report =
        report(
            original("Subject: hello\r\n\r\nBody.\r\n", true),
            new Fate(
                Recipient.of(Mailbox.parse("b@to.example")),
                Action.FAILED,
                unknown,
                "mx.to.example",
                FailureClass.BAD_MAILBOX,
                null),
            new Fate(
                Recipient.of(Mailbox.parse("c@to.example")),
                Action.FAILED,
                Reply.of(550, "5.1.2", "there is no mail domain to.example"),
                "",
                FailureClass.BAD_DOMAIN,
                null),
            new Fate(
                Recipient.of(Mailbox.parse("d@to.example")),
                Action.FAILED,
                full,
                "mx.to.example",
                FailureClass.MAILBOX_FULL,
                null));
    Golden.check("report/failure.eml", text(report).replace("\r\n", "\n"));
  }

  @Test
  void ofANotification() {
    byte[] header = "Subject: undeliverable\r\n".getBytes(StandardCharsets.UTF_8);
    Report report =
        report(
            new Original(
                "01JD0000000000000000000000",
                THEN,
                MailParameters.NONE,
                header,
                false,
                false,
                false,
                true),
            new Fate(
                Recipient.of(Mailbox.parse("b@to.example")),
                Action.FAILED,
                Reply.of(550, "5.1.1", "no such user"),
                "mx.to.example",
                FailureClass.BAD_MAILBOX,
                null));
    Golden.check("report/notification.eml", text(report).replace("\r\n", "\n"));
  }

  @Test
  void delay() {
    Report report =
        report(
            original("Subject: hello\r\n", false),
            new Fate(
                Recipient.of(Mailbox.parse("b@to.example")),
                Action.DELAYED,
                Reply.of(451, "4.4.1", "cannot connect"),
                "",
                FailureClass.NETWORK,
                NOW.plusSeconds(86400)));
    Golden.check("report/delay.eml", text(report).replace("\r\n", "\n"));
  }

  /// RFC 3461 §6.3: under the names by which the author knows them.
  @Test
  void success() {
    byte[] header = "Subject: hello\r\n".getBytes(StandardCharsets.UTF_8);
    Original original =
        new Original(
            "01JD0000000000000000000000",
            THEN,
            new MailParameters(null, "QQ+2B314", 0)
                .held(new FutureRelease(THEN.plusSeconds(3600), "for;3600"))
                .within(new DeliverBy(NOW, false, true)),
            header,
            false,
            false,
            false,
            false);
    RcptParameters asked =
        new RcptParameters(
            Notify.parse("SUCCESS"), OriginalRecipient.parse("rfc822;Bob+20B@to.example"));
    Report report =
        report(
            original,
            new Fate(
                new Recipient(Mailbox.parse("b@to.example"), asked),
                Action.DELIVERED,
                Reply.of(250, "2.0.0", "in its mailbox"),
                "",
                null,
                null),
            new Fate(
                Recipient.of(Mailbox.parse("c@far.example")),
                Action.RELAYED,
                Reply.of(250, "got it"),
                "mx.far.example",
                null,
                null));
    Golden.check("report/success.eml", text(report).replace("\r\n", "\n"));
  }

  @Test
  void internationalized() {
    Report report =
        report(
            original("Subject: grüße\r\n\r\nä\r\n", true),
            new Fate(
                Recipient.of(Mailbox.parse("jürgen@to.example")),
                Action.FAILED,
                Reply.of(550, "5.1.1", "unbekannt: jürgen"),
                "mx.to.example",
                FailureClass.BAD_MAILBOX,
                null));
    assertThat(report.isSmtpUtf8()).isTrue();
    Golden.check("report/internationalized.eml", text(report).replace("\r\n", "\n"));
  }

  @Test
  void whatAHostSaysStartsNoFieldAndNoPart() {
    Reply hostile =
        new Reply(550, null, List.of("x\r\nBcc: evil@x.example", "--=_01JE\n\n\0\u0007", "y\rz"));
    String text =
        text(
            report(
                original("Subject: hello\r\n", false),
                new Fate(
                    Recipient.of(Mailbox.parse("b@to.example")),
                    Action.FAILED,
                    hostile,
                    "mx\r\nX: y",
                    FailureClass.OTHER,
                    null)));
    assertThat(text.lines()).noneMatch(l -> l.startsWith("Bcc:") || l.startsWith("X: "));
    assertThat(text).doesNotContain("\0", "\u0007");
    assertThat(text.lines().filter(l -> l.startsWith("--=_"))).hasSize(4);
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
  }

  @Test
  void aLongDiagnosticIsCutAndFolded() {
    Reply chatty = new Reply(550, null, Collections.nCopies(100, "word ".repeat(300)));
    String text =
        text(
            report(
                original("Subject: hello\r\n", false),
                new Fate(
                    Recipient.of(Mailbox.parse("b@to.example")),
                    Action.FAILED,
                    chatty,
                    "mx.example",
                    FailureClass.OTHER,
                    null)));
    assertThat(text.length()).isLessThan(5000);
    assertThat(text.lines()).allMatch(line -> line.length() < 200);
  }
}
