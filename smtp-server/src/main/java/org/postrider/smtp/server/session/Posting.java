// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.message.MailDate;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.message.TraceHeader;
import org.postrider.smtp.protocol.stream.Sink;
import org.postrider.smtp.server.ServerParts;
import org.postrider.smtp.server.ServerSettings;
import org.postrider.smtp.server.SessionLimits;
import org.postrider.smtp.server.Submission;

/// Takes messages that plug-ins have made: within the limits that hold for clients, below a trace
/// field of ours, into the spool. Blocks; any thread but an event loop.
///
/// @rfc 5321 §4.4
/// @rfc 6409 §8.2
public final class Posting {
  /// How many are taken at once, and how long another waits for its turn.
  private static final int AT_ONCE = 16;

  private static final Duration TURN = Duration.ofSeconds(5);

  /// Octets of a header section that has nothing but its end.
  private static final int EMPTY_LINE = 2;

  private final ServerParts parts;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  /// What a plug-in has made, on its way into the spool.
  private record Taken(Submission submission, Intake intake, HeaderScan scan) {}

  /// With the spool of these parts.
  public Posting(ServerParts parts) {
    this.parts = parts;
  }

  /// Takes a message, or throws as [org.postrider.smtp.server.SmtpServer#submit] says.
  public MessageId post(Submission submission, ServerSettings settings) throws IOException {
    if (parts.transport().isLoop()) {
      throw new IllegalStateException("a pure answer cannot submit: it would wait");
    }
    if (submission.recipients().size() > settings.limits().recipients()) {
      throw new IOException("more recipients than " + settings.limits().recipients());
    }
    try {
      if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("too many messages are being submitted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before the message was taken", e);
    }
    try {
      return take(submission, settings);
    } finally {
      turns.release();
    }
  }

  private MessageId take(Submission submission, ServerSettings settings) throws IOException {
    long size = submission.content().size();
    Optional<SpoolRefusal> refusal = parts.spool().admit(size);
    if (refusal.isPresent()) {
      throw new IOException("the spool takes no mail now: " + refusal.get());
    }
    Taken taken = new Taken(submission, parts.spool().intake(size), new HeaderScan());
    try {
      copy(taken, settings.limits());
      check(taken, settings.limits());
    } catch (Throwable e) {
      taken.intake.abandon();
      throw e;
    }
    return commit(taken, settings.hostname());
  }

  private static void copy(Taken taken, SessionLimits limits) throws IOException {
    Sink kept =
        (octets, from, length) -> {
          taken.scan.octets(octets, from, length);
          if (!taken.intake.append(octets, from, length)) {
            taken.intake.ready().toCompletableFuture().join();
          }
        };
    try {
      Supplied.copy(taken.submission.content(), kept, () -> checkSize(taken, limits));
    } catch (Supplied.HoldsNul e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void checkSize(Taken taken, SessionLimits limits) throws IOException {
    if (taken.intake.size() > limits.messageSize()) {
      throw new IOException("the message has over " + limits.messageSize() + " octets");
    }
  }

  private static void check(Taken taken, SessionLimits limits) throws IOException {
    HeaderScan scan = taken.scan;
    if (scan.isUnseparated() || scan.headerSize() <= EMPTY_LINE) {
      throw new IllegalArgumentException("the content does not begin with a header section");
    }
    if (scan.headerSize() > limits.headerSize()) {
      throw new IOException("the header section has over " + limits.headerSize() + " octets");
    }
    if (scan.receivedFields() > limits.hops()) { // RFC 5321 §6.3
      throw new IOException("the message has passed over " + limits.hops() + " hosts: a loop");
    }
  }

  private MessageId commit(Taken taken, String hostname) throws IOException {
    Submission submission = taken.submission;
    Instant now = parts.clock().instant();
    MessageId id = MessageId.draw(now, parts.random());
    byte[] head = head(taken, id, now, hostname);
    Envelope envelope =
        new Envelope(
            id,
            now,
            submission.sender(),
            Body.ofLines(taken.scan.eightBitBody()),
            taken.scan.eightBitHeader() || !isAscii(submission),
            MailParameters.NONE,
            "",
            Queued.PLUGIN + submission.plugin(),
            head,
            head.length + taken.intake.size());
    if (submission.shadow()) {
      taken.intake.abandon();
      return id;
    }
    Commit commit =
        taken
            .intake
            .commit(envelope, Entries.of(envelope, Recipient.of(submission.recipients()), null))
            .toCompletableFuture()
            .join();
    if (!(commit instanceof Commit.Kept)) {
      throw new IOException("the spool did not take the message: " + commit);
    }
    parts
        .told()
        .accept(
            new Told.Composed(
                id,
                submission.plugin(),
                submission.sender(),
                submission.recipients(),
                envelope.size()));
    return id;
  }

  /// Our trace field, and what RFC 6409 §8 lets us add where it is missing.
  private static byte[] head(Taken taken, MessageId id, Instant now, String hostname) {
    List<Mailbox> recipients = taken.submission.recipients();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(
        TraceHeader.ofOwn(
            hostname,
            Queued.PLUGIN + taken.submission.plugin(),
            id,
            recipients.size() == 1 ? recipients.getFirst() : null,
            now));
    if (!taken.scan.hasDate()) {
      head.writeBytes(line("Date: " + MailDate.of(now)));
    }
    if (!taken.scan.hasMessageId()) {
      head.writeBytes(line("Message-ID: <" + id + "@" + hostname + ">"));
    }
    return head.toByteArray();
  }

  private static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isAscii(Submission submission) {
    Mailbox sender = submission.sender().mailbox();
    return (sender == null || sender.isAscii())
        && submission.recipients().stream().allMatch(Mailbox::isAscii);
  }
}
