// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of the queue.
///
/// @param items in order of acceptance
/// @param next what to ask for the next page with, or null after the last; the work for one page is
///   bounded, so a page may be short, even empty, and another follow all the same
public record Listing(List<Item> items, @Nullable String next) {
  /// Copies the list.
  public Listing {
    items = List.copyOf(items);
  }

  /// An entry and its message's envelope.
  public record Item(Entry entry, Envelope envelope) {}
}
