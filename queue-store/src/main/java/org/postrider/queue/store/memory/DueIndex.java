// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Queues;
import org.postrider.smtp.protocol.message.MessageId;

/// The queued entries by due time: all together, and those of each queue. Guarded by the
/// [MemorySpool].
final class DueIndex {
  /// A call looks at no more entries than this, whatever it finds.
  private static final int MOST_LOOKED_AT = 10_000;

  private static final EntryName LAST = new EntryName(new MessageId(-1, -1), Integer.MAX_VALUE);
  private static final NavigableMap<Place, Entry> NONE = new TreeMap<>();

  private final NavigableMap<Place, Entry> all = new TreeMap<>();
  private final Map<String, NavigableMap<Place, Entry>> byQueue = new HashMap<>();

  /// By when, then by name; as text the cursor of [#due].
  private record Place(Instant due, EntryName name) implements Comparable<Place> {
    static Place of(Entry entry) {
      return new Place(entry.due(), entry.name());
    }

    static Place parse(String cursor) {
      int blank = cursor.indexOf(' ');
      return new Place(
          Instant.parse(cursor.substring(0, blank)), EntryName.parse(cursor.substring(blank + 1)));
    }

    @Override
    public int compareTo(Place other) {
      int order = due.compareTo(other.due);
      return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public String toString() {
      return due + " " + name;
    }
  }

  void add(Entry entry) {
    Place place = Place.of(entry);
    all.put(place, entry);
    byQueue.computeIfAbsent(entry.queue(), _ -> new TreeMap<>()).put(place, entry);
  }

  void remove(Entry entry) {
    Place place = Place.of(entry);
    all.remove(place);
    byQueue.computeIfPresent(
        entry.queue(),
        (_, queue) -> {
          queue.remove(place);
          return queue.isEmpty() ? null : queue;
        });
  }

  boolean contains(Entry entry) {
    return entry.equals(all.get(Place.of(entry)));
  }

  Due due(Queues among, String cursor, Instant until, int most) {
    NavigableMap<Place, Entry> queue =
        among instanceof Queues.Only(String only) ? byQueue.getOrDefault(only, NONE) : all;
    NavigableMap<Place, Entry> from =
        cursor.equals(Due.START) ? queue : queue.tailMap(Place.parse(cursor), false);
    List<Entry> due = new ArrayList<>();
    Place last = null;
    boolean more = false;
    int lookedAt = 0;
    for (Map.Entry<Place, Entry> next : from.entrySet()) {
      if (next.getKey().due().isAfter(until)) {
        break;
      }
      boolean wants = among.include(next.getValue().queue());
      if (lookedAt == MOST_LOOKED_AT || (wants && due.size() == most)) {
        more = true;
        break;
      }
      lookedAt++;
      last = next.getKey();
      if (wants) {
        due.add(next.getValue());
      }
    }
    return new Due(due, last == null ? cursor : last.toString(), more);
  }

  @Nullable Instant next(Instant until) {
    Place next = all.higherKey(new Place(until, LAST));
    return next == null ? null : next.due();
  }
}
