// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// A whole message that is not yet accepted. `content` is what the client sent, without our own
/// trace field; it may be opened only until the answer is given.
public record Submitted(MessageId id, Mail mail, List<Mailbox> recipients, Content content) {
  /// Copies the list.
  public Submitted {
    recipients = List.copyOf(recipients);
  }
}
