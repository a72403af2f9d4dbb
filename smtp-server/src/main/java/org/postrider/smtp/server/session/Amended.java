// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.TraceHeader;
import org.postrider.smtp.protocol.receiver.Transaction;

/// A message's envelope after all changes of all plug-ins.
///
/// @param sender the reverse-path
/// @param recipients may be empty
/// @param fields header fields to be put above, each ended by CR LF
record Amended(ReversePath sender, List<Mailbox> recipients, String fields) {

  static Amended of(Transaction transaction, List<Change> changes) {
    if (changes.isEmpty()) {
      return new Amended(transaction.sender(), transaction.recipients(), "");
    }
    ReversePath sender = transaction.sender();
    List<Mailbox> recipients = new ArrayList<>(transaction.recipients());
    StringBuilder fields = new StringBuilder();
    for (Change change : changes) {
      switch (change) {
        case Change.AddField(String name, String value) ->
            fields.append(name).append(": ").append(value).append("\r\n");
        case Change.AddRecipient(Mailbox mailbox) -> recipients.add(mailbox);
        case Change.RemoveRecipient(Mailbox mailbox) ->
            recipients.removeIf(one -> isSame(one, mailbox));
        case Change.ReplaceSender(ReversePath other) -> sender = other;
      }
    }
    return new Amended(sender, recipients, fields.toString());
  }

  private static boolean isSame(Mailbox one, Mailbox other) {
    return one.local().equals(other.local()) && one.domain().key().equals(other.domain().key());
  }

  /// The octets to stand before the content: the added fields, then our trace field.
  byte[] head(TraceHeader trace) {
    return (fields + trace).getBytes(StandardCharsets.UTF_8);
  }
}
