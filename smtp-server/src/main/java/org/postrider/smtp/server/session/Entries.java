// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// The queue entries of a new message: its recipients by destination, each one once.
final class Entries {
  private Entries() {}

  /// Entries due at once, or held where `held` says why.
  static List<Entry> of(
      MessageId id, List<Recipient> recipients, Instant due, @Nullable String held) {
    if (recipients.size() == 1) { // most messages
      String destination = recipients.getFirst().mailbox().domain().key();
      return List.of(entry(id, 0, destination, recipients, due, held));
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, List<Recipient>> group : byDestination(recipients).entrySet()) {
      List<Recipient> all = group.getValue();
      for (int from = 0; from < all.size(); from += Entry.MOST_RECIPIENTS) {
        List<Recipient> some =
            all.subList(from, Math.min(all.size(), from + Entry.MOST_RECIPIENTS));
        entries.add(entry(id, entries.size(), group.getKey(), some, due, held));
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
      MessageId id,
      int number,
      String destination,
      List<Recipient> recipients,
      Instant due,
      @Nullable String held) {
    Entry.State state = held == null ? Entry.State.QUEUED : Entry.State.HELD;
    String reason = held == null ? "" : held;
    return new Entry(id, number, destination, recipients, state, due, 0, reason, false);
  }
}
