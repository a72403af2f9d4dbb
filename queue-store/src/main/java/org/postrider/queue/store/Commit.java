// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

/// How a commit ended.
public sealed interface Commit permits Commit.Kept, Commit.Unknown, SpoolRefusal {
  /// On stable storage: now 250 may be said.
  record Kept() implements Commit {}

  /// Nobody can say (a shared store did not answer): commit again with the same id, else 451.
  record Unknown(String detail) implements Commit {}
}
