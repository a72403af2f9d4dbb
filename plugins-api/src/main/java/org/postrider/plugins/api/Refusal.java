// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;
import org.postrider.smtp.protocol.reply.EnhancedStatus;
import org.postrider.smtp.protocol.reply.Reply;

/// A no: the reply for the client, and what only the log should say.
public record Refusal(Reply reply, String detail) {
  /// Throws `IllegalArgumentException` unless the reply is 4yz or 5yz with an enhanced status of
  /// the same class.
  public Refusal {
    EnhancedStatus status = reply.status();
    if (!(reply.isTransient() || reply.isPermanent())
        || status == null
        || status.statusClass() != reply.code() / 100) {
      throw new IllegalArgumentException("no refusal: " + reply);
    }
  }

  /// A refusal with nothing to add for the log.
  public static Refusal of(int code, String status, String text) {
    return new Refusal(new Reply(code, EnhancedStatus.of(status), List.of(text)), "");
  }

  /// The same with a detail for the log.
  public Refusal because(String detailForLog) {
    return new Refusal(reply, detailForLog);
  }
}
