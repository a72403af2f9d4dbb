// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;

/// What an operator does to queued entries. To end one with a notification to its author is
/// delivery's to do.
public sealed interface Change {
  /// Not to be tried until released.
  record Hold(String reason) implements Change {}

  /// Held ones to be tried again, from `due`.
  record Release(Instant due) implements Change {}

  /// Queued ones to be tried at `due`.
  record Retry(Instant due) implements Change {}

  /// Removed; nobody is told.
  record Delete() implements Change {}
}
