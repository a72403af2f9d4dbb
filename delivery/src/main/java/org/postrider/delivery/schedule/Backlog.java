// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Part;

/// A queue whose site has no room for all that is due, or is not known yet. Its entries are left
/// out of the reading over all queues, and read from here on as there is room. Guarded by [Sites].
final class Backlog {
  final Part part;
  final String queue;
  final Lane lane;

  /// Null until its way is known.
  @Nullable Site site;

  private String cursor;

  // What stands here or behind it, in the order of due times, is after the cursor.
  private Instant due;
  private EntryName name;

  /// Behind from an entry on that was found after `cursor`.
  Backlog(Part part, Entry first, String cursor) {
    this.part = part;
    this.cursor = cursor;
    queue = first.queue();
    lane = first.lane();
    due = first.due();
    name = first.name();
  }

  String cursor() {
    return cursor;
  }

  /// Whether reading on from the cursor comes by an entry.
  boolean meets(Entry entry) {
    int order = entry.due().compareTo(due);
    return order > 0 || (order == 0 && entry.name().compareTo(name) >= 0);
  }

  /// Goes back, if need be, to come by an entry that was found after `from`.
  void back(Entry entry, String from) {
    if (!meets(entry)) {
      cursor = from;
      due = entry.due();
      name = entry.name();
    }
  }

  /// Goes on behind what was read after `from`; not where it went back meanwhile.
  void advance(String from, Due read) {
    if (cursor.equals(from)) {
      cursor = read.cursor();
      if (!read.entries().isEmpty()) {
        Entry last = read.entries().getLast();
        due = last.due();
        name = new EntryName(last.message(), last.number() + 1);
      }
    }
  }
}
