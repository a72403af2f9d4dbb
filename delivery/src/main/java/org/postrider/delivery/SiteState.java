// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes the same way, and how it fares.
///
/// @param hops the next hops in words, the most preferred first
/// @param waiting entries in memory that wait for their turn
/// @param behind destinations of which more waits in the spool
/// @param attempts under way
/// @param window how many may be at once
/// @param suspended whether an operator has it left alone
/// @param restsUntil when it is tried again after it could not be reached, or null
/// @param trouble why it rests, or `""`
public record SiteState(
    List<String> hops,
    int waiting,
    int behind,
    int attempts,
    int window,
    boolean suspended,
    @Nullable Instant restsUntil,
    String trouble) {
  /// In words, without the hops.
  public String words() {
    String state =
        suspended
            ? "suspended"
            : restsUntil == null ? "at work" : "rests until " + restsUntil + ": " + trouble;
    return "attempts %d of %d, waiting %d, domains behind %d; %s"
        .formatted(attempts, window, waiting, behind, state);
  }

  /// Copies the list.
  public SiteState {
    hops = List.copyOf(hops);
  }
}
