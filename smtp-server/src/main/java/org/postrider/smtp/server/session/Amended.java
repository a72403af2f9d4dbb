// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.receiver.Transaction;

/// A message's envelope after all changes of all plug-ins, and what they change in the content.
///
/// @param sender the reverse-path
/// @param recipients may be empty
/// @param header what becomes of the header section, in order
/// @param body another body, null where it stays
record Amended(
    ReversePath sender,
    List<Recipient> recipients,
    List<Change.OfHeader> header,
    @Nullable Content body) {

  static Amended of(Transaction transaction, List<Change> changes) {
    if (changes.isEmpty()) {
      return new Amended(transaction.sender(), transaction.recipients(), List.of(), null);
    }
    ReversePath sender = transaction.sender();
    List<Recipient> recipients = new ArrayList<>(transaction.recipients());
    List<Change.OfHeader> header = new ArrayList<>();
    Content body = null;
    for (Change change : changes) {
      switch (change) {
        case Change.OfHeader ofHeader -> header.add(ofHeader);
        case Change.ReplaceBody(Content other) -> body = other;
        case Change.AddRecipient(Mailbox mailbox) -> recipients.add(Recipient.of(mailbox));
        case Change.RemoveRecipient(Mailbox mailbox) ->
            recipients.removeIf(one -> isSame(one.mailbox(), mailbox));
        case Change.Redirect redirect -> redirect(recipients, redirect);
        case Change.ReplaceSender(ReversePath other) -> sender = other;
      }
    }
    return new Amended(sender, recipients, header, body);
  }

  /// RFC 3461 §5.2.7.3 (b): exactly one of several gets what was asked for.
  private static void redirect(List<Recipient> recipients, Change.Redirect redirect) {
    for (int i = 0; i < recipients.size(); i++) {
      Recipient one = recipients.get(i);
      if (isSame(one.mailbox(), redirect.recipient())) {
        List<Recipient> instead = new ArrayList<>(Recipient.of(redirect.to()));
        instead.set(0, new Recipient(redirect.to().getFirst(), one.parameters()));
        recipients.remove(i);
        recipients.addAll(i, instead);
        return;
      }
    }
  }

  /// The recipients' mailboxes.
  List<Mailbox> mailboxes() {
    return Recipient.mailboxes(recipients);
  }

  private static boolean isSame(Mailbox one, Mailbox other) {
    return one.local().equals(other.local()) && one.domain().key().equals(other.domain().key());
  }

  /// Whether everything the content gets stands above what the client has sent: then nothing of
  /// that need be read.
  boolean staysAbove() {
    int above = 1; // our trace field
    for (Change.OfHeader change : header) {
      boolean stays =
          switch (change) {
            case Change.AddField _ -> true;
            case Change.InsertField insert -> insert.position() <= above;
            case Change.ReplaceField _, Change.DeleteField _ -> false;
          };
      if (!stays) {
        return false;
      }
      above++;
    }
    return body == null;
  }

  /// Makes the changes to the header section.
  void applyTo(HeaderFields fields) {
    header.forEach(change -> change.applyTo(fields));
  }
}
