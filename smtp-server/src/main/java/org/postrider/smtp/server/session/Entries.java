// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Lane;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Recipient;

/// The queue entries of a new message: its recipients by destination, each one once.
final class Entries {
  private Entries() {}

  /// Entries due when the message was accepted, or held where `held` says why.
  static List<Entry> of(Envelope envelope, List<Recipient> recipients, @Nullable String held) {
    if (recipients.size() == 1) { // most messages
      String destination = recipients.getFirst().mailbox().domain().key();
      return List.of(entry(envelope, 0, destination, recipients, held));
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, List<Recipient>> group : byDestination(recipients).entrySet()) {
      List<Recipient> all = group.getValue();
      for (int from = 0; from < all.size(); from += Entry.MOST_RECIPIENTS) {
        List<Recipient> some =
            all.subList(from, Math.min(all.size(), from + Entry.MOST_RECIPIENTS));
        entries.add(entry(envelope, entries.size(), group.getKey(), some, held));
      }
    }
    return entries;
  }

  private static Map<String, List<Recipient>> byDestination(List<Recipient> recipients) {
    Map<String, List<Recipient>> groups = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Recipient recipient : recipients) {
      Mailbox mailbox = recipient.mailbox();
      String destination = mailbox.domain().key();
      // Only the final host may fold the case of a local part: RFC 5321 §2.4.
      if (seen.add(mailbox.local().value() + "@" + destination)) {
        groups.computeIfAbsent(destination, _ -> new ArrayList<>()).add(recipient);
      }
    }
    return groups;
  }

  private static Entry entry(
      Envelope envelope,
      int number,
      String destination,
      List<Recipient> recipients,
      @Nullable String held) {
    return new Entry(
        envelope.id(),
        number,
        destination,
        Lane.of(envelope),
        recipients,
        held == null ? Entry.State.QUEUED : Entry.State.HELD,
        envelope.released(),
        0,
        held == null ? "" : held,
        false);
  }
}
