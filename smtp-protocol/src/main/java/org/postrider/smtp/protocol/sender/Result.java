// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import org.postrider.smtp.protocol.reply.Reply;

/// How one recipient fared in one transaction.
///
/// @param stage where it was decided
/// @param reply the words of the host or, where `spoken` is false, ours about it
/// @param spoken whether the host said it
public record Result(Stage stage, Reply reply, boolean spoken) {
  /// Whether the host has taken responsibility for the message.
  public boolean isDelivered() {
    return stage == Stage.CONTENT && reply.isPositive();
  }
}
