// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// Which entries of the queue are meant; null means any. Texts are compared without case.
///
/// @param message this message only
/// @param destination this domain only
/// @param sender this reverse-path, `<>` for the null one
/// @param recipient entries with this recipient
/// @param state queued or held only
/// @param acceptedBefore older messages only
public record Query(
    @Nullable MessageId message,
    @Nullable String destination,
    @Nullable String sender,
    @Nullable String recipient,
    Entry.@Nullable State state,
    @Nullable Instant acceptedBefore) {
  /// Everything.
  public static final Query ALL = new Query(null, null, null, null, null, null);

  /// One message.
  public static Query of(MessageId message) {
    return new Query(message, null, null, null, null, null);
  }
}
