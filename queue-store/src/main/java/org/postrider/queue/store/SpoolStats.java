// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.MessageId;

/// What a spool holds, counted entry by entry. A message with entries of several kinds is counted
/// with each of them, and once in `all`.
///
/// @param at when the walk began
/// @param all everything
/// @param byState by what the entries wait for
/// @param byAge by how long ago the message was accepted, youngest first
/// @param byDestination those with most octets, most first
/// @param destinations how many there are
public record SpoolStats(
    Instant at,
    Sum all,
    Map<Entry.State, Sum> byState,
    Map<String, Sum> byAge,
    Map<String, Sum> byDestination,
    int destinations) {
  private static final int PAGE = 500;

  /// Upper bounds of ages; what is older than the last has a row of its own.
  private static final List<Map.Entry<String, Duration>> AGES =
      List.of(
          Map.entry("up to 1m", Duration.ofMinutes(1)),
          Map.entry("up to 10m", Duration.ofMinutes(10)),
          Map.entry("up to 1h", Duration.ofHours(1)),
          Map.entry("up to 6h", Duration.ofHours(6)),
          Map.entry("up to 1d", Duration.ofDays(1)),
          Map.entry("up to 5d", Duration.ofDays(5)));

  private static final String OLDER = "older";

  /// Entries, their messages, and the octets of these.
  public record Sum(long entries, long messages, long octets) {
    static final Sum NONE = new Sum(0, 0, 0);
  }

  /// Counts what a spool holds, page by page; `top` is how many destinations are told of.
  public static SpoolStats of(Spool spool, Instant now, int top, Progress progress)
      throws IOException {
    Counting counting = new Counting(now);
    String page = null;
    do {
      Listing listing = spool.list(Query.ALL, page, PAGE);
      listing.items().forEach(counting::add);
      progress.step("entries", counting.all.entries, counting.all.octets);
      page = listing.next();
    } while (page != null);
    return counting.stats(top);
  }

  /// A sum as it grows. The entries of a message follow each other, so it is enough to know which
  /// message was counted last.
  private static final class Growing {
    private long entries;
    private long messages;
    private long octets;
    private @Nullable MessageId last;

    void add(Listing.Item item) {
      entries++;
      if (!item.envelope().id().equals(last)) {
        last = item.envelope().id();
        messages++;
        octets += item.envelope().size();
      }
    }

    long octets() {
      return octets;
    }

    Sum sum() {
      return new Sum(entries, messages, octets);
    }
  }

  private static final class Counting {
    private final Instant now;
    private final Growing all = new Growing();
    private final Map<Entry.State, Growing> states = new EnumMap<>(Entry.State.class);
    private final Map<String, Growing> ages = new HashMap<>();
    private final Map<String, Growing> destinations = new HashMap<>();

    Counting(Instant now) {
      this.now = now;
    }

    void add(Listing.Item item) {
      all.add(item);
      states.computeIfAbsent(item.entry().state(), _ -> new Growing()).add(item);
      ages.computeIfAbsent(age(item.envelope().accepted()), _ -> new Growing()).add(item);
      destinations.computeIfAbsent(item.entry().destination(), _ -> new Growing()).add(item);
    }

    private String age(Instant accepted) {
      Duration age = Duration.between(accepted, now);
      Optional<String> within =
          AGES.stream()
              .filter(each -> age.compareTo(each.getValue()) <= 0)
              .map(Map.Entry::getKey)
              .findFirst();
      return within.orElse(OLDER);
    }

    SpoolStats stats(int top) {
      Map<Entry.State, Sum> byState = new EnumMap<>(Entry.State.class);
      for (Entry.State state : Entry.State.values()) {
        byState.put(state, sum(states.get(state)));
      }
      Map<String, Sum> byAge = new LinkedHashMap<>();
      AGES.forEach(each -> byAge.put(each.getKey(), sum(ages.get(each.getKey()))));
      byAge.put(OLDER, sum(ages.get(OLDER)));
      Map<String, Sum> most = new LinkedHashMap<>();
      destinations.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<String, Growing>>comparingLong(each -> each.getValue().octets())
                  .reversed()
                  .thenComparing(Map.Entry::getKey))
          .limit(top)
          .forEach(each -> most.put(each.getKey(), sum(each.getValue())));
      return new SpoolStats(now, all.sum(), byState, byAge, most, destinations.size());
    }

    private static Sum sum(@Nullable Growing growing) {
      return growing == null ? Sum.NONE : growing.sum();
    }
  }
}
