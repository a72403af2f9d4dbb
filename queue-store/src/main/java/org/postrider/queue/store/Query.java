// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.MessageId;

/// Which entries of the queue are meant; null means any. Texts are compared without case.
///
/// @param message this message only
/// @param destination this domain only
/// @param sender this reverse-path, `local@domain` without quotes, `<>` for the null one
/// @param recipient entries with this recipient, `local@domain` without quotes
/// @param state queued or held only
/// @param acceptedBefore older messages only
public record Query(
    @Nullable MessageId message,
    @Nullable String destination,
    @Nullable String sender,
    @Nullable String recipient,
    Entry.@Nullable State state,
    @Nullable Instant acceptedBefore) {
  /// Everything.
  public static final Query ALL = new Query(null, null, null, null, null, null);

  /// One message.
  public static Query of(MessageId message) {
    return new Query(message, null, null, null, null, null);
  }

  /// Whether an entry and the envelope of its message are meant.
  public boolean means(Entry entry, Envelope envelope) {
    return means(entry)
        && (sender == null || sender.equalsIgnoreCase(text(envelope.sender())))
        && (acceptedBefore == null || envelope.accepted().isBefore(acceptedBefore));
  }

  /// Whether an entry is meant, as far as that can be told without the envelope.
  public boolean means(Entry entry) {
    return (message == null || message.equals(entry.message()))
        && (destination == null || destination.equalsIgnoreCase(entry.destination()))
        && (state == null || state == entry.state())
        && (recipient == null
            || entry.recipients().stream()
                .anyMatch(r -> recipient.equalsIgnoreCase(text(r.mailbox()))));
  }

  private static String text(ReversePath path) {
    Mailbox mailbox = path.mailbox();
    return mailbox == null ? "<>" : text(mailbox);
  }

  private static String text(Mailbox mailbox) {
    return mailbox.local().value() + "@" + mailbox.domain().text();
  }
}
