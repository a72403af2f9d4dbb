// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// A record that could not be read, or belongs to a message of which another could not, and was set
/// aside. Nothing of it is delivered.
///
/// @param key tells it apart from others
/// @param message whose record it is; null where it is more than one message's
/// @param what it was: `envelope`, `entry` and its number, or `log`
/// @param at when it was set aside; null where that is not known
/// @param why what was found
/// @param octets how long it is
public record Damaged(
    String key,
    @Nullable MessageId message,
    String what,
    @Nullable Instant at,
    String why,
    long octets) {
  /// Some of them, in order of their keys.
  ///
  /// @param next what to ask for the next page with, or null after the last
  public record Page(List<Damaged> items, @Nullable String next) {
    /// Copies the list.
    public Page {
      items = List.copyOf(items);
    }
  }
}
