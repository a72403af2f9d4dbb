// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// What a plug-in remembers from one question to the next, under keys of its own, each for a time.
/// It survives a reload, and a restart but for what the last minutes before a crash have changed.
///
/// It is a bounded memory and no store: where it is full, what has been of least use goes before
/// its time, and nothing in it may be what mail depends on. Every method is atomic and may wait,
/// since a memory may be shared between nodes, so a pure answer must not use it; an `IOException`
/// means that it is out of reach now. Keys cannot be listed. Values and counters are apart: a key
/// may have one of each.
///
/// A key has 1 to [#LONGEST_KEY] characters, a value at most [#LONGEST_VALUE], a time is more than
/// nothing and at most [#LONGEST_TIME]; else a method throws `IllegalArgumentException`. Any
/// thread.
public interface Memory {
  /// Characters of a key.
  int LONGEST_KEY = 512;

  /// Characters of a value.
  int LONGEST_VALUE = 4096;

  /// How long anything can be kept.
  Duration LONGEST_TIME = Duration.ofDays(400);

  /// The value of a key; empty where there is none, or its time has passed.
  Optional<String> find(String key) throws IOException;

  /// Keeps a value from now on for a time, in place of another.
  void put(String key, String value, Duration time) throws IOException;

  /// Keeps a value unless the key has one; whether it did.
  boolean putIfAbsent(String key, String value, Duration time) throws IOException;

  /// Keeps a value if the key has `expected` now; whether it did. The time begins anew.
  boolean replace(String key, String expected, String value, Duration time) throws IOException;

  /// Forgets the value of a key.
  void remove(String key) throws IOException;

  /// Adds to the counter of a key and tells the sum. The first that is added begins a window, which
  /// later ones do not prolong; when it has passed the counter is gone. Adding nothing tells the
  /// sum and begins none. `amount` is not negative.
  long add(String key, long amount, Duration window) throws IOException;
}
