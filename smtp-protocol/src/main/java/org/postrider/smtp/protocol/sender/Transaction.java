// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.util.List;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;

/// One message for some recipients of one host.
///
/// @param sender the reverse-path
/// @param recipients at least one
/// @param size octets of the content, without dot-stuffing
/// @param body what octets the content has
/// @param smtpUtf8 whether an address or the header section has them
/// @param asked what else the sender has asked for
public record Transaction(
    ReversePath sender,
    List<Recipient> recipients,
    long size,
    Body body,
    boolean smtpUtf8,
    MailParameters asked) {
  /// Copies the list.
  public Transaction {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a transaction has a recipient");
    }
  }

  /// Whether the content is sent by BDAT, as one chunk, and not by DATA.
  ///
  /// @rfc 3030 §3
  public boolean byBdat() {
    return body == Body.BINARY;
  }
}
