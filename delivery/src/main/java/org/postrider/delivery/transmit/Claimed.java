// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.postrider.plugins.api.Queued;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Part;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.Content;

/// An attempt that has an entry to itself: the first step.
///
/// @param entry whose recipients are tried
/// @param part where its outcome is recorded
/// @param envelope of its message
/// @param content of its message
public record Claimed(Entry entry, Part part, Envelope envelope, Content content) {
  /// Whether it is too old to be tried again after `now`.
  public boolean isOverdue(Instant now, Duration giveUp) {
    return !now.isBefore(last(giveUp));
  }

  /// When it is tried for the last time.
  public Instant last(Duration giveUp) {
    Instant last = envelope.released().plus(giveUp);
    DeliverBy by = envelope.asked().deliverBy();
    return by != null && by.returned() && by.at().isBefore(last) ? by.at() : last;
  }

  /// Whether its sender wants it back, because it was to be delivered by now.
  ///
  /// @rfc 2852 §4.1.3
  public boolean isExpired(Instant now) {
    DeliverBy by = envelope.asked().deliverBy();
    return by != null && by.returned() && !now.isBefore(by.at());
  }

  /// The same for its first recipients, at most so many.
  Claimed upTo(int most) {
    List<Recipient> recipients = entry.recipients();
    return recipients.size() <= most ? this : of(recipients.subList(0, most));
  }

  /// The same for some of its recipients.
  Claimed of(List<Recipient> some) {
    return new Claimed(entry.of(some), part, envelope, content);
  }

  /// Who is tried.
  public List<Mailbox> mailboxes() {
    return Recipient.mailboxes(entry.recipients());
  }

  /// The message with the recipients of the entry, as plug-ins see it.
  public Queued queued() {
    return queued(mailboxes());
  }

  /// The message with these recipients, as plug-ins see it.
  public Queued queued(List<Mailbox> recipients) {
    return new Queued(
        envelope.id(),
        envelope.accepted(),
        envelope.sender(),
        recipients,
        envelope.account(),
        envelope.client(),
        content);
  }
}
