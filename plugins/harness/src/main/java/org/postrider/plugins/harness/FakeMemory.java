// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Memory;

/// A memory by the harness's clock, which never forgets before its time. Any thread.
final class FakeMemory implements Memory {
  private record Kept<T>(T what, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Kept<String>> values = new HashMap<>();
  private final Map<String, Kept<Long>> counters = new HashMap<>();

  FakeMemory(InstantSource clock) {
    this.clock = clock;
  }

  private <T> @Nullable T now(Map<String, Kept<T>> among, String key) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException("no key: " + key);
    }
    Kept<T> kept = among.get(key);
    return kept != null && kept.until().isAfter(clock.instant()) ? kept.what() : null;
  }

  private <T> Kept<T> entry(T what, Duration time) {
    if (!time.isPositive() || time.compareTo(LONGEST_TIME) > 0) {
      throw new IllegalArgumentException("no time to keep anything for: " + time);
    }
    return new Kept<>(what, clock.instant().plus(time));
  }

  private static String fit(String value) {
    if (value.length() > LONGEST_VALUE) {
      throw new IllegalArgumentException("too long a value: " + value.length());
    }
    return value;
  }

  @Override
  public synchronized Optional<String> find(String key) {
    return Optional.ofNullable(now(values, key));
  }

  @Override
  public synchronized void put(String key, String value, Duration time) {
    now(values, key);
    values.put(key, entry(fit(value), time));
  }

  @Override
  public synchronized boolean putIfAbsent(String key, String value, Duration time) {
    boolean isAbsent = now(values, key) == null;
    Kept<String> entry = entry(fit(value), time);
    if (isAbsent) {
      values.put(key, entry);
    }
    return isAbsent;
  }

  @Override
  public synchronized boolean replace(String key, String expected, String value, Duration time) {
    boolean isExpected = expected.equals(now(values, key));
    Kept<String> entry = entry(fit(value), time);
    if (isExpected) {
      values.put(key, entry);
    }
    return isExpected;
  }

  @Override
  public synchronized void remove(String key) {
    now(values, key);
    values.remove(key);
  }

  @Override
  public synchronized long add(String key, long amount, Duration window) {
    if (amount < 0) {
      throw new IllegalArgumentException("less than nothing cannot be added: " + amount);
    }
    Long counter = now(counters, key);
    Kept<Long> first = entry(amount, window);
    if (counter == null && amount > 0) {
      counters.put(key, first);
    } else if (counter != null) {
      counters.computeIfPresent(key, (_, kept) -> new Kept<>(counter + amount, kept.until()));
    }
    return counter == null ? amount : counter + amount;
  }
}
