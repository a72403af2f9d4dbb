// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.notice;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.report.Action;
import org.postrider.smtp.protocol.report.Fate;
import org.postrider.smtp.protocol.report.Original;
import org.postrider.smtp.protocol.report.Report;

/// Puts notifications to authors into the spool, staged so that one settlement both ends a
/// recipient and tells the author. Nobody is told of a notification that failed. Any thread that
/// may block.
///
/// @rfc 5321 §6.1
public final class Notices {
  /// A message up to this size is given back whole where its author does not want less; of a bigger
  /// one its header section is.
  static final int WHOLE_OCTETS = 50_000;

  /// Octets of a header section that are given back.
  static final int HEADER_OCTETS = 50_000;

  private final Spool spool;
  private final RandomGenerator random;
  private final String hostname;

  /// Notices that come from `hostname`.
  public Notices(Spool spool, RandomGenerator random, String hostname) {
    this.spool = spool;
    this.random = random;
    this.hostname = hostname;
  }

  /// A staged notification to its author, or another reader, of what became of recipients of a
  /// message.
  public Settlement.Notice compose(
      Mailbox reader, Envelope about, Content content, List<Fate> fates, Instant now)
      throws IOException {
    MessageId id = id(now);
    Report report =
        new Report(hostname, id.toString(), now, reader, original(about, content, fates), fates);
    byte[] octets = report.compose();
    Intake intake = spool.intake(octets.length);
    if (!intake.append(octets, 0, octets.length)) {
      intake.ready().toCompletableFuture().join();
    }
    Envelope envelope =
        new Envelope(
            id,
            now,
            ReversePath.NULL, // RFC 5321 §4.5.5
            Body.ofLines(report.isEightBit()),
            report.isSmtpUtf8(),
            asked(about),
            "",
            "", // no client has sent it
            new byte[0],
            octets.length);
    Entry entry =
        new Entry(
            id,
            0,
            reader.domain().key(),
            Lane.of(envelope),
            List.of(about.sender().mailbox() == null ? lastInLine(reader) : Recipient.of(reader)),
            Entry.State.QUEUED,
            now,
            0,
            "",
            false);
    return new Settlement.Notice(intake, envelope, List.of(entry));
  }

  /// It matters as much as what it is about, and goes over the same sessions: RFC 3461 §6.1, RFC
  /// 6710 §4.6, RFC 8689 §5.
  private static MailParameters asked(Envelope about) {
    return MailParameters.NONE.at(about.asked().priority()).over(about.asked().tls());
  }

  /// One about whom nobody is told any more, wherever mail for him is sent on to, or notifications
  /// of notifications would have no end: RFC 3461 §6.1.
  private static Recipient lastInLine(Mailbox reader) {
    return new Recipient(reader, new RcptParameters(Notify.NEVER, null));
  }

  private MessageId id(Instant now) {
    synchronized (random) {
      return MessageId.draw(now, random);
    }
  }

  /// RFC 3461 §6.2: only where something failed is the whole given back; and never binary content,
  /// which a notification of lines cannot hold (RFC 3030 §3).
  private static Original original(Envelope about, Content content, List<Fate> fates)
      throws IOException {
    boolean whole =
        content.size() <= WHOLE_OCTETS
            && about.body() != Body.BINARY
            && about.asked().returned() != Returned.HDRS
            && about.asked().tls() != TlsRequired.YES // RFC 8689 §5
            && fates.stream().anyMatch(fate -> fate.action() == Action.FAILED);
    byte[] octets;
    try (InputStream in = content.open()) {
      octets = whole ? in.readAllBytes() : header(in);
    }
    return new Original(
        about.id().toString(),
        about.accepted(),
        about.asked(),
        octets,
        whole,
        hasHighOctet(octets),
        about.smtpUtf8(),
        about.sender().mailbox() == null);
  }

  /// The header section, in whole lines, as far as the limit allows.
  private static byte[] header(InputStream content) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = new BufferedInputStream(content);
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      line.write(octet);
      if (header.size() + line.size() > HEADER_OCTETS) {
        break;
      }
      if (octet == '\n') {
        if (line.size() <= 2) {
          break;
        }
        line.writeTo(header);
        line.reset();
      }
    }
    return header.toByteArray();
  }

  private static boolean hasHighOctet(byte[] octets) {
    for (byte octet : octets) {
      if (octet < 0) {
        return true;
      }
    }
    return false;
  }
}
