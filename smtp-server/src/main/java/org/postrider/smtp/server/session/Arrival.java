// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Refusal;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.protocol.message.TraceHeader;
import org.postrider.smtp.protocol.receiver.Client;
import org.postrider.smtp.protocol.receiver.Transaction;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.server.policy.ContentRuling;
import org.postrider.smtp.wire.ServerWire;

/// One message on its way from the wire into the spool: takes its octets, and after the last one
/// goes from [Received] over [Inspected], [Decided], [Changed] and [Committed] to [Answered].
/// Confined to the connection's event loop.
///
/// The 250 is said only when the spool has answered that the message is on stable storage.
///
/// @rfc 5321 §4.1.1.4
/// @rfc 5321 §4.4
/// @rfc 5321 §6.1
final class Arrival {
  static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message exceeds the size limit");
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final Reply FULL = Reply.of(452, "4.3.1", "Insufficient system storage");
  private static final Reply NOT_NOW = Reply.of(451, "4.3.0", "Local problem; try again later");

  private final Session session;
  private final ServerWire wire;
  private final Premises premises;
  private final Terms terms;
  private final Mail mail;
  private final Client client;
  private final Transaction transaction;
  private Intake intake;
  private final Incoming incoming;
  private final HeaderScan scan;
  private boolean tooLarge;
  private long size;
  private boolean waitsForRoom;
  private boolean ended;
  private boolean committing;
  private long endedNanos;

  /// All octets are there.
  private record Received(MessageId id, Instant at) {}

  /// Within the limits.
  private record Inspected(Received received, Body body) {}

  /// Policy has no objection.
  private record Decided(Inspected inspected, Amended amended, @Nullable String held) {}

  /// Its changes are made; `head` stands before the content.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Changed(Decided decided, byte[] head, boolean eightBit) {}

  /// The spool has answered.
  private record Committed(Decided decided, Envelope envelope, Commit commit) {}

  /// What the client is told; `by` and `detail` are for the log, where it is a refusal.
  record Answered(Reply reply, String by, String detail) {}

  Arrival(
      Session session,
      ServerWire wire,
      Premises premises,
      Terms terms,
      Mail mail,
      Incoming incoming) {
    this.session = session;
    this.wire = wire;
    this.premises = premises;
    this.terms = terms;
    this.mail = mail;
    this.incoming = incoming;
    scan = incoming.scan();
    client = incoming.client();
    transaction = incoming.transaction();
    intake = premises.parts().spool().intake(transaction.size());
  }

  /// Takes octets of the content.
  void octets(byte[] octets, int from, int length) {
    long limit = terms.limits().messageSize();
    size += length;
    if (size > 2 * limit) {
      session.end("data", TOO_LARGE); // it goes on and on: no end of data is waited for
      return;
    }
    if (tooLarge) {
      return;
    }
    if (size > limit) {
      tooLarge = true;
      intake.abandon();
      return;
    }
    incoming.octets(octets, from, length);
    if (!intake.append(octets, from, length) && !waitsForRoom) {
      waitForRoom();
    }
  }

  /// Reads no more from the client until the spool keeps up.
  private void waitForRoom() {
    waitsForRoom = true;
    session.pause();
    intake.ready().whenComplete((_, _) -> wire.loop().execute(this::thereIsRoom));
  }

  /// Whether the session stands still until the spool keeps up.
  boolean waitsForRoom() {
    return waitsForRoom;
  }

  private void thereIsRoom() {
    waitsForRoom = false;
    if (!ended) {
      session.resume();
    }
  }

  /// How many recipients were taken.
  int recipients() {
    return transaction.count();
  }

  /// The octets are all there.
  void ended() {
    ended = true;
    endedNanos = System.nanoTime();
    Instant now = premises.parts().clock().instant();
    Received received = new Received(MessageId.draw(now, premises.parts().random()), now);
    Reply wrong = wrong(true);
    if (wrong == null) {
      byte[] end = incoming.missingEnd();
      intake.append(end, 0, end.length);
      decide(new Inspected(received, incoming.body()));
    } else {
      intake.abandon();
      answer(new Answered(wrong, "", ""));
    }
  }

  /// What is wrong with what has come; null where nothing is. `whole` where nothing more is to
  /// come.
  @Nullable Reply wrong(boolean whole) {
    return tooLarge ? TOO_LARGE : incoming.wrong(whole, terms.limits()); // RFC 1870 §6.3
  }

  private void decide(Inspected inspected) {
    if (!terms.policy().asksAboutMessages()) {
      change(new Decided(inspected, Amended.of(transaction, List.of()), null));
      return;
    }
    Submitted question = new Submitted(inspected.received.id, mail, mailboxes(), intake.staged());
    terms.policy().onMessage(question, wire.loop(), ruling -> decided(inspected, ruling));
  }

  private List<Mailbox> mailboxes() {
    return Recipient.mailboxes(transaction.recipients());
  }

  private void decided(Inspected inspected, ContentRuling ruling) {
    if (wire.isClosing()) {
      return; // the client has gone, and was never told that we have it
    }
    MessageId id = inspected.received.id;
    switch (ruling) {
      case ContentRuling.Taken(List<Change> changes, String held) -> {
        Amended amended = Amended.of(transaction, changes);
        if (amended.recipients().isEmpty()) {
          discard(id, "", "policy has left no recipient");
        } else {
          change(new Decided(inspected, amended, held));
        }
      }
      case ContentRuling.Refused(Refusal refusal, String by) -> {
        intake.abandon();
        answer(new Answered(refusal.reply(), by, refusal.detail()));
      }
      case ContentRuling.Discarded(String reason, String by) -> discard(id, by, reason);
    }
  }

  private void discard(MessageId id, String by, String reason) {
    intake.abandon();
    tell(new Told.Discarded(id, mail, mailboxes(), by, reason));
    answer(new Answered(queuedAs(id), by, reason));
  }

  private void change(Decided decided) {
    Amended amended = decided.amended;
    HeaderField trace = trace(decided.inspected.received, amended);
    if (amended.header().isEmpty() && amended.body() == null) {
      commit(new Changed(decided, head(trace), false));
    } else if (amended.staysAbove() && !scan.isUnseparated()) {
      HeaderFields fields = new HeaderFields();
      fields.insert(0, trace);
      amended.applyTo(fields);
      commit(new Changed(decided, HeaderFields.octets(fields.all()), false));
    } else {
      Rewrite rewrite =
          new Rewrite(intake.staged(), scan, amended, 2 * terms.limits().messageSize());
      Thread.ofVirtual().name("rewrite").start(() -> rewrite(decided, rewrite, trace));
    }
  }

  /// Our trace field, and an empty line below it where the content would go on with it.
  private byte[] head(HeaderField trace) {
    byte[] field = trace.octets();
    if (!scan.beginsBlank()) {
      return field;
    }
    byte[] head = Arrays.copyOf(field, field.length + CR_LF.length);
    System.arraycopy(CR_LF, 0, head, field.length, CR_LF.length);
    return head;
  }

  /// Runs on a thread of its own, since it reads and waits.
  @SuppressWarnings("CatchingUnchecked") // a body is a plug-in's, and may throw anything
  private void rewrite(Decided decided, Rewrite rewrite, HeaderField trace) {
    Runnable then;
    try {
      Rewrite.Done done =
          rewrite.perform(trace, () -> premises.parts().spool().intake(rewrite.staged().size()));
      then = () -> rewritten(decided, done);
    } catch (Throwable e) {
      then = () -> notRewritten("the changes could not be made: " + e);
    }
    wire.loop().execute(then);
  }

  private void rewritten(Decided decided, Rewrite.Done done) {
    Intake content = done.content();
    if (wire.isClosing()) {
      if (content != null) {
        content.abandon();
      }
      return; // the client has gone, and was never told that we have it
    }
    if (content != null) {
      intake.abandon();
      intake = content;
    }
    commit(new Changed(decided, done.head(), done.eightBit()));
  }

  private void notRewritten(String detail) {
    if (!wire.isClosing()) {
      intake.abandon();
      answer(new Answered(NOT_NOW, "", detail));
    }
  }

  private void commit(Changed changed) {
    Decided decided = changed.decided;
    Inspected inspected = decided.inspected;
    Received received = inspected.received;
    byte[] head = changed.head;
    Connection connection = mail.hello().connection();
    Envelope envelope =
        new Envelope(
            received.id,
            received.at,
            decided.amended.sender(),
            bodyOf(changed),
            transaction.smtpUtf8(),
            incoming.asked(),
            client.account(),
            clientOf(connection),
            head,
            head.length + intake.size());
    List<Entry> entries = Entries.of(envelope, decided.amended.recipients(), decided.held);
    committing = true;
    intake
        .commit(envelope, entries)
        .whenComplete((commit, _) -> onLoop(new Committed(decided, envelope, commit)));
  }

  private static String clientOf(Connection connection) {
    String name = nameOf(connection);
    return (name == null ? "unknown" : name)
        + "["
        + connection.client().getAddress().getHostAddress()
        + "]";
  }

  /// The client's name in DNS, as far as somebody has said it.
  private static @Nullable String nameOf(Connection connection) {
    String name = connection.hearsay().name();
    return name.isEmpty() ? null : name;
  }

  /// A plug-in's body is made of lines; the message stays binary if it was, since it may say so.
  private static Body bodyOf(Changed changed) {
    Body sent = changed.decided.inspected.body;
    return sent == Body.SEVEN_BIT ? Body.ofLines(changed.eightBit) : sent;
  }

  private void onLoop(Committed committed) {
    if (wire.loop().inEventLoop()) {
      committed(committed);
    } else {
      wire.loop().execute(() -> committed(committed));
    }
  }

  private HeaderField trace(Received received, Amended amended) {
    List<Mailbox> recipients = amended.mailboxes();
    Connection connection = mail.hello().connection();
    TraceHeader trace =
        new TraceHeader(
            client.name(),
            nameOf(connection),
            connection.client().getAddress(),
            terms.hostname(),
            new TraceHeader.Session(
                terms.listener().lmtp(),
                client.extended(),
                client.secured(),
                client.isAuthenticated(),
                transaction.smtpUtf8()),
            connection.tls(),
            received.id,
            recipients.size() == 1 ? recipients.getFirst() : null,
            transaction.asked().priority(),
            received.at);
    return new HeaderField("", trace.octets()); // under no name: no plug-in can reach it
  }

  private void committed(Committed committed) {
    Envelope envelope = committed.envelope;
    switch (committed.commit) {
      case Commit.Kept _ -> {
        tell(
            new Told.Accepted(
                envelope.id(),
                mail,
                committed.decided.amended.mailboxes(),
                envelope.size(),
                Duration.ofNanos(System.nanoTime() - endedNanos)));
        answer(new Answered(queuedAs(envelope.id()), "", ""));
      }
      case Commit.Unknown(String detail) -> answer(new Answered(NOT_NOW, "", detail));
      case SpoolRefusal refusal -> answer(new Answered(reply(refusal), "", refusal.toString()));
    }
  }

  private void answer(Answered answered) {
    session.answered(answered);
  }

  /// The client is gone before it was answered. What is being committed stays: it may have been
  /// about to be told so, and a message delivered twice is better than one lost.
  void clientGone() {
    if (!committing) {
      intake.abandon();
    }
  }

  private void tell(Told told) {
    premises.parts().told().accept(told);
  }

  private static Reply queuedAs(MessageId id) {
    return Reply.of(250, "2.0.0", "Ok: queued as " + id);
  }

  /// What a client is told where the spool refuses.
  static Reply reply(SpoolRefusal refusal) {
    return switch (refusal) {
      case SpoolRefusal.Full _ -> FULL;
      case SpoolRefusal.Unhealthy _, SpoolRefusal.DeadlinePassed _ -> NOT_NOW;
    };
  }
}
