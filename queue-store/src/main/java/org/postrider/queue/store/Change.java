// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an operator does to queued entries. To end one with a notification to its author is
/// delivery's to do.
public sealed interface Change {
  /// Whether the change means an entry in this state; others are left as they are.
  default boolean concerns(Entry entry) {
    return switch (this) {
      case Hold _, Retry _ -> entry.state() == Entry.State.QUEUED;
      case Release _ -> entry.state() == Entry.State.HELD;
      case Delete _ -> true;
    };
  }

  /// What an entry that is concerned becomes; null where it goes.
  default @Nullable Entry changed(Entry entry) {
    return switch (this) {
      case Hold(String reason) -> entry.held(reason);
      case Release(Instant due) -> entry.at(due);
      case Retry(Instant due) -> entry.at(due);
      case Delete _ -> null;
    };
  }

  /// Queued ones not to be tried until released.
  record Hold(String reason) implements Change {}

  /// Held ones to be tried again, from `due`.
  record Release(Instant due) implements Change {}

  /// Queued ones to be tried at `due`.
  record Retry(Instant due) implements Change {}

  /// Removed; nobody is told.
  record Delete() implements Change {}
}
