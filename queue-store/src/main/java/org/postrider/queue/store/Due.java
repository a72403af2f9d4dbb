// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.List;

/// Entries whose time has come, in order of due time.
///
/// @param entries at most as many as were asked for
/// @param cursor where to go on; entries before it are not seen again except by starting afresh
///   with [#START]
/// @param more whether another call would give more now
public record Due(List<Entry> entries, String cursor, boolean more) {
  /// The cursor before all entries.
  public static final String START = "";

  /// Copies the list.
  public Due {
    entries = List.copyOf(entries);
  }
}
