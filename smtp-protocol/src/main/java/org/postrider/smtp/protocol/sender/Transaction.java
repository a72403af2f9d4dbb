// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.util.List;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;

/// One message for some recipients of one host.
///
/// @param sender the reverse-path
/// @param recipients at least one
/// @param size octets of the content, without dot-stuffing
/// @param eightBit whether the content has octets above 127
/// @param smtpUtf8 whether an address or the header section has them
/// @param asked what else the sender has asked for
public record Transaction(
    ReversePath sender,
    List<Recipient> recipients,
    long size,
    boolean eightBit,
    boolean smtpUtf8,
    MailParameters asked) {
  /// Copies the list.
  public Transaction {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a transaction has a recipient");
    }
  }
}
