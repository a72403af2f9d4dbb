// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.List;

/// Entries whose time has come, in order of due time.
///
/// @param entries at most as many as were asked for; fewer, or none, does not mean that there are
///   no more
/// @param cursor where to go on; entries before it are not seen again except by starting afresh
///   with [#START], or from an earlier cursor. A cursor is a place in the order of due times, so
///   one that was got for some queues is good for others too
/// @param more whether another call may give more now: a call looks at no more than so many due
///   times, though it skips them
public record Due(List<Entry> entries, String cursor, boolean more) {
  /// The cursor before all entries.
  public static final String START = "";

  /// Copies the list.
  public Due {
    entries = List.copyOf(entries);
  }
}
