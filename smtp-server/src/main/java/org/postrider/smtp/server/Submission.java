// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;

/// A message that a plug-in wants sent.
///
/// @param plugin its name
/// @param sender whom to tell when delivery fails
/// @param recipients at least one
/// @param content header section, empty line, body
/// @param shadow whether it is only checked
public record Submission(
    String plugin, ReversePath sender, List<Mailbox> recipients, Content content, boolean shadow) {
  /// Copies the list; throws `IllegalArgumentException` where it is empty.
  public Submission {
    recipients = List.copyOf(recipients);
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a message without a recipient");
    }
  }
}
