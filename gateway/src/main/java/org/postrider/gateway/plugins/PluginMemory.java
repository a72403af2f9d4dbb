// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Memory;

/// A plug-in's memory in this process. Any thread; never waits for anything but another call about
/// the same key.
final class PluginMemory implements Memory {
  /// What an entry takes besides its characters, about: two objects of its own, two strings, and
  /// the cache's.
  private static final int OCTETS_OF_AN_ENTRY = 256;

  private static final char VALUE = 'v';
  private static final char COUNTER = 'c';

  /// What is kept; a counter's value is its sum, in digits. `until` is in milliseconds since the
  /// epoch.
  record Kept(String value, long until) {}

  private final InstantSource clock;
  private final Cache<String, Kept> kept;
  private final AtomicBoolean changed = new AtomicBoolean();

  PluginMemory(InstantSource clock, long octets) {
    this.clock = clock;
    kept =
        Caffeine.newBuilder()
            .maximumWeight(octets)
            .weigher(PluginMemory::weight)
            .expireAfter(Expiry.<String, Kept>writing((_, entry) -> left(entry)))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  private static int weight(String key, Kept entry) {
    return OCTETS_OF_AN_ENTRY + key.length() + entry.value().length();
  }

  private Duration left(Kept entry) {
    return Duration.ofMillis(Math.max(0, entry.until() - clock.millis()));
  }

  /// How large it may be from now on.
  void resize(long octets) {
    kept.policy().eviction().orElseThrow().setMaximum(octets);
  }

  /// All that is kept, for the file; as of now, and without holding up anybody.
  Map<String, Kept> all() {
    return kept.asMap();
  }

  /// Takes what a file has kept, unless its time has passed.
  void restore(String key, Kept entry) {
    if (entry.until() > clock.millis()) {
      kept.put(key, entry);
    }
  }

  /// Whether something has changed since this was asked last.
  boolean tookChanges() {
    return changed.getAndSet(false);
  }

  /// Has it told as changed at the next time.
  void noteChange() {
    changed.set(true);
  }

  @Override
  public Optional<String> find(String key) {
    return Optional.ofNullable(kept.getIfPresent(named(VALUE, key))).map(Kept::value);
  }

  @Override
  public void put(String key, String value, Duration time) {
    kept.put(named(VALUE, key), entry(value, time));
    noteChange();
  }

  @Override
  public boolean putIfAbsent(String key, String value, Duration time) {
    boolean done = kept.asMap().putIfAbsent(named(VALUE, key), entry(value, time)) == null;
    if (done) {
      noteChange();
    }
    return done;
  }

  @Override
  public boolean replace(String key, String expected, String value, Duration time) {
    String name = named(VALUE, key);
    Kept next = entry(value, time);
    @Nullable Kept now = kept.getIfPresent(name);
    while (now != null && now.value().equals(expected)) {
      if (kept.asMap().replace(name, now, next)) {
        noteChange();
        return true;
      }
      now = kept.getIfPresent(name);
    }
    return false;
  }

  @Override
  public void remove(String key) {
    kept.invalidate(named(VALUE, key));
    noteChange();
  }

  @Override
  public long add(String key, long amount, Duration window) {
    if (amount < 0) {
      throw new IllegalArgumentException("less than nothing cannot be added: " + amount);
    }
    String name = named(COUNTER, key);
    Kept first = entry(Long.toString(amount), window);
    if (amount == 0) {
      @Nullable Kept counter = kept.getIfPresent(name);
      return counter == null ? 0 : sum(counter);
    }
    Kept counter =
        kept.asMap().merge(name, first, (old, _) -> new Kept(more(old, amount), old.until()));
    noteChange();
    return sum(counter);
  }

  private static String more(Kept counter, long amount) {
    long sum = sum(counter) + amount;
    return Long.toString(sum < 0 ? Long.MAX_VALUE : sum);
  }

  private static long sum(Kept counter) {
    return Long.parseLong(counter.value());
  }

  private static String named(char kind, String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "a key has 1 to " + LONGEST_KEY + " characters, not " + key.length());
    }
    return kind + key;
  }

  private Kept entry(String value, Duration time) {
    if (value.length() > LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "a value has at most " + LONGEST_VALUE + " characters, not " + value.length());
    }
    if (!time.isPositive() || time.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException("a time is more than 0 and at most 400 days, not " + time);
    }
    return new Kept(value, clock.millis() + Math.max(1, time.toMillis()));
  }
}
