// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.greylist;

import java.time.Duration;
import org.postrider.plugins.api.Memory;
import org.postrider.plugins.api.Settings;

/// Who counts as the same stranger, and how long things take. Immutable.
///
/// Settings: `least`, how long a stranger has to wait, and `most`, after which a first visit is
/// forgotten; `known`, for how long who has come back is known; `friend-after`, so many first
/// messages that came back make a friend of a network, 0 for never; `ipv4-bits` and `ipv6-bits`,
/// how large a network is.
///
/// @rfc 6647 §5
record Waits(
    Duration least, Duration most, Duration known, int friendAfter, int ipv4Bits, int ipv6Bits) {

  static Waits read(Settings settings) {
    Duration least = duration(settings, "least", Duration.ofMinutes(1));
    Duration most = duration(settings, "most", Duration.ofDays(1));
    if (most.compareTo(least) <= 0) {
      throw settings.wrong("most", "has to be longer than `least`");
    }
    return new Waits(
        least,
        most,
        duration(settings, "known", Duration.ofDays(36)),
        (int) settings.number("friend-after", 5, 0, 1_000),
        (int) settings.number("ipv4-bits", 24, 8, 32),
        (int) settings.number("ipv6-bits", 64, 16, 128));
  }

  private static Duration duration(Settings settings, String key, Duration absent) {
    Duration duration = settings.duration(key, absent);
    if (!duration.isPositive() || duration.compareTo(Memory.LONGEST_TIME) > 0) {
      throw settings.wrong(key, "has to be more than 0s and at most 400d");
    }
    return duration;
  }
}
