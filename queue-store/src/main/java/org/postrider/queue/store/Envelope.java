// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.message.MessageId;

/// What is known of a message besides its content and its recipients.
///
/// @param id made by whoever accepts the message; committing it twice changes nothing
/// @param accepted when it was accepted
/// @param sender whom to tell when delivery fails
/// @param body what octets the body has
/// @param smtpUtf8 whether SMTPUTF8 was said
/// @param asked what else MAIL asked for
/// @param account who authenticated, or `""`
/// @param client where it came from, `name[address]`, for people; `""` for our own notifications
/// @param head header fields of our own that stand before the content as it was received, each
///   ended by CR LF; not copied, not to be changed
/// @param size octets of head and content together
@SuppressWarnings("ArrayRecordComponent") // envelopes are never compared
public record Envelope(
    MessageId id,
    Instant accepted,
    ReversePath sender,
    Body body,
    boolean smtpUtf8,
    MailParameters asked,
    String account,
    String client,
    byte[] head,
    long size) {
  /// From when on it may go, and has waited: when it was accepted, or later where MAIL has asked
  /// for that (RFC 4865 §3).
  public Instant released() {
    FutureRelease release = asked.release();
    return release == null || release.at().isBefore(accepted) ? accepted : release.at();
  }

  /// Throws `IllegalArgumentException` unless these can be the entries of this message, and
  /// `octets` the size of its content without the head.
  public void check(List<Entry> entries, long octets) {
    if (size != head.length + octets) {
      throw new IllegalArgumentException(
          id + ": size " + size + ", but head and content have " + (head.length + octets));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(id + ": a message has at least one entry");
    }
    Set<Integer> numbers = new HashSet<>();
    for (Entry entry : entries) {
      if (!entry.message().equals(id) || !numbers.add(entry.number())) {
        throw new IllegalArgumentException(id + ": not an entry of this message: " + entry.name());
      }
    }
  }
}
