// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;

/// One recipient of a message: who gets it, and what RCPT said of them. Immutable.
///
/// @rfc 5321 §4.1.1.3
public record Recipient(Mailbox mailbox, RcptParameters parameters) {
  /// One of whom nothing was said.
  public static Recipient of(Mailbox mailbox) {
    return new Recipient(mailbox, RcptParameters.NONE);
  }

  /// Several of whom nothing was said.
  public static List<Recipient> of(List<Mailbox> mailboxes) {
    return mailboxes.stream().map(Recipient::of).toList();
  }

  /// The mailboxes alone, in the same order.
  public static List<Mailbox> mailboxes(List<Recipient> recipients) {
    return recipients.stream().map(Recipient::mailbox).toList();
  }

  /// The mailbox, for people.
  @Override
  public String toString() {
    return mailbox.toString();
  }
}
