// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.time.Instant;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;

/// By when, then by name; as text the cursor of [MemorySpool#due].
record DueKey(Instant due, EntryName name) implements Comparable<DueKey> {
  static DueKey of(Entry entry) {
    return new DueKey(entry.due(), entry.name());
  }

  static DueKey parse(String cursor) {
    int blank = cursor.indexOf(' ');
    return new DueKey(
        Instant.parse(cursor.substring(0, blank)), EntryName.parse(cursor.substring(blank + 1)));
  }

  @Override
  public int compareTo(DueKey other) {
    int order = due.compareTo(other.due);
    return order != 0 ? order : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return due + " " + name;
  }
}
