// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import org.postrider.plugins.api.Settings;

/// How far aliases are followed.
///
/// @param depth aliases one behind the other
/// @param recipient addresses that one recipient leads to, those on the way too
/// @param message recipients that a message may end with
record Limits(int depth, int recipient, int message) {
  private static final int MOST_DEPTH = 100;
  private static final int MOST_ADDRESSES = 100_000;

  static Limits read(Settings settings) {
    return new Limits(
        (int) settings.number("most-depth", 20, 1, MOST_DEPTH),
        (int) settings.number("most-per-recipient", 1_000, 1, MOST_ADDRESSES),
        (int) settings.number("most-per-message", 10_000, 1, MOST_ADDRESSES));
  }
}
