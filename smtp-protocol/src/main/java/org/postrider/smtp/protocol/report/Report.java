// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;

/// Composes a delivery status notification: a text for people, fields for programs, and what is
/// given back of the message. Text that hosts have said is kept from starting fields or parts of
/// its own.
///
/// @param hostname who reports
/// @param id a name for the notification that no other has, of letters and digits
/// @param date when it is made
/// @param to the author, or the postmaster about a message that has none
/// @param original the message it is about
/// @param fates at least one
/// @rfc 3464 §2
/// @rfc 6522 §3
/// @rfc 6533 §3
public record Report(
    String hostname, String id, Instant date, Mailbox to, Original original, List<Fate> fates) {
  /// A field is folded to lines of at most this many octets where it has blanks to fold at.
  private static final int FOLD = 76;

  /// Octets of what a host said that are passed on.
  private static final int MOST_DIAGNOSTIC = 900;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /// Copies the list.
  public Report {
    fates = List.copyOf(fates);
    if (fates.isEmpty()) {
      throw new IllegalArgumentException("a report is about a recipient");
    }
  }

  /// Whether it has to be sent with SMTPUTF8.
  public boolean isSmtpUtf8() {
    return original.smtpUtf8()
        || !to.isAscii()
        || fates.stream().anyMatch(fate -> !fate.recipient().mailbox().isAscii());
  }

  /// Whether it has octets above 127.
  public boolean isEightBit() {
    return original.eightBit() || isSmtpUtf8();
  }

  /// The whole message, with CR LF line ends.
  public byte[] compose() {
    String boundary = "=_" + id + "/" + hostname;
    String encoding = isEightBit() ? "8bit" : "7bit";
    StringBuilder text = new StringBuilder(2048);
    header(text, boundary, encoding);
    line(text, "--" + boundary);
    line(text, "Content-Description: Notification");
    line(text, "Content-Type: text/plain; charset=utf-8");
    line(text, "Content-Transfer-Encoding: " + encoding);
    line(text, "");
    new Explanation(this).write(text);
    line(text, "");
    line(text, "--" + boundary);
    status(text, encoding);
    line(text, "--" + boundary);
    returned(text, encoding);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    all.writeBytes(original.octets());
    all.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return all.toByteArray();
  }

  private void header(StringBuilder text, String boundary, String encoding) {
    line(text, "Date: " + date(date));
    line(text, "From: Mail Delivery System <MAILER-DAEMON@" + hostname + ">");
    line(text, "To: <" + to + ">");
    line(text, "Subject: " + subject());
    line(text, "Message-ID: <" + id + "@" + hostname + ">");
    line(text, "Auto-Submitted: auto-replied"); // RFC 3834 §5
    line(text, "MIME-Version: 1.0");
    line(text, "Content-Type: multipart/report; report-type=delivery-status;");
    line(text, "\tboundary=\"" + boundary + "\"");
    line(text, "Content-Transfer-Encoding: " + encoding);
    line(text, "");
    line(text, "This is a message in MIME format; your mail program should show its parts.");
    line(text, "");
  }

  private String subject() {
    if (original.senderless()) {
      return "A notification could not be delivered";
    }
    if (has(Action.FAILED)) {
      return "Your message could not be delivered";
    }
    return has(Action.DELAYED) ? "Your message is delayed" : "Your message has arrived";
  }

  boolean has(Action action) {
    return fates.stream().anyMatch(fate -> fate.action() == action);
  }

  /// RFC 3464 §2.2 and §2.3.
  private void status(StringBuilder text, String encoding) {
    line(text, "Content-Description: Delivery report");
    line(
        text,
        isSmtpUtf8()
            ? "Content-Type: message/global-delivery-status" // RFC 6533 §4
            : "Content-Type: message/delivery-status");
    line(text, "Content-Transfer-Encoding: " + encoding);
    line(text, "");
    String envelopeId = original.asked().plainEnvelopeId();
    if (!envelopeId.isEmpty()) {
      line(text, "Original-Envelope-Id: " + clean(envelopeId)); // RFC 3461 §6.3
    }
    line(text, "Reporting-MTA: dns; " + hostname);
    line(text, "Arrival-Date: " + date(original.accepted()));
    DeliverBy by = original.asked().deliverBy();
    if (by != null) {
      line(text, "Deliver-By-Date: " + date(by.at())); // RFC 2852 §5
    }
    FutureRelease release = original.asked().release();
    if (release != null) {
      line(text, "Future-Release-Request: " + release.request()); // RFC 4865 §5.1.2
    }
    for (Fate fate : fates) {
      line(text, "");
      OriginalRecipient original = fate.recipient().parameters().original();
      if (original != null) {
        line(text, "Original-Recipient: " + original.field(isSmtpUtf8())); // RFC 3461 §6.3
      }
      Mailbox recipient = fate.recipient().mailbox();
      line(text, "Final-Recipient: " + (recipient.isAscii() ? "rfc822; " : "utf-8; ") + recipient);
      line(text, "Action: " + fate.action().text());
      line(text, "Status: " + status(fate.reply(), fate.action()));
      if (!fate.host().isEmpty()) {
        line(text, "Remote-MTA: dns; " + clean(fate.host()));
        fold(text, "Diagnostic-Code: smtp; " + diagnostic(fate.reply()));
      } else {
        fold(text, "Diagnostic-Code: X-Postrider; " + diagnostic(fate.reply()));
      }
      if (fate.failure() != null) {
        line(text, "X-Postrider-Class: " + fate.failure().word()); // RFC 3464 §2.4
      }
      line(text, "Last-Attempt-Date: " + date(date));
      if (fate.until() != null) {
        line(text, "Will-Retry-Until: " + date(fate.until()));
      }
    }
    line(text, "");
  }

  private void returned(StringBuilder text, String encoding) {
    String type;
    if (original.smtpUtf8()) {
      type = original.whole() ? "message/global" : "message/global-headers"; // RFC 6533 §4
    } else {
      type = original.whole() ? "message/rfc822" : "text/rfc822-headers";
    }
    line(text, "Content-Description: Your message" + (original.whole() ? "" : " (headers)"));
    line(text, "Content-Type: " + type);
    line(text, "Content-Transfer-Encoding: " + encoding);
    line(text, "");
  }

  /// The host's own status where it gave one of the right class, else what its code means.
  private static String status(Reply reply, Action action) {
    int wanted = action.statusClass();
    EnhancedStatus status = reply.status();
    if (status == null) {
      return wanted + ".0.0";
    }
    return wanted + "." + status.subject() + "." + status.detail();
  }

  /// One line of printable text, no longer than it needs to be.
  static String diagnostic(Reply reply) {
    String text = clean(reply.toString());
    return text.length() <= MOST_DIAGNOSTIC ? text : text.substring(0, MOST_DIAGNOSTIC) + "...";
  }

  /// What could end a line, or hide what stands there, becomes `?`. So does non-ASCII: these fields
  /// stay readable for programs that know no SMTPUTF8.
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      clean.append(c >= ' ' && c < 127 ? c : c == '\t' ? ' ' : '?');
    }
    return clean.toString();
  }

  static void fold(StringBuilder text, String field) {
    String rest = field;
    while (rest.length() > FOLD) {
      int indent = rest.length() - rest.stripLeading().length();
      int blank = rest.lastIndexOf(' ', FOLD);
      if (blank < indent) {
        blank = rest.indexOf(' ', FOLD);
      }
      if (blank < 0) {
        break;
      }
      line(text, rest.substring(0, blank));
      rest = " ".repeat(Math.max(1, indent)) + rest.substring(blank + 1);
    }
    line(text, rest);
  }

  static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }

  static String date(Instant at) {
    return DATE.format(at);
  }
}
