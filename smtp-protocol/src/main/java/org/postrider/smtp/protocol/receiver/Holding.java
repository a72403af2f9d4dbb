// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.receiver;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.extension.Keyword;

/// That messages are held for a time where their senders want it. Immutable.
///
/// @param most how long at most, from one second to 999999999
/// @rfc 4865 §3
public record Holding(Duration most) {
  static final String FOR = "HOLDFOR";
  static final String UNTIL = "HOLDUNTIL";
  private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

  /// Throws `IllegalArgumentException` outside the range.
  public Holding {
    if (most.compareTo(Duration.ofSeconds(1)) < 0 || most.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("no time to hold messages for: " + most);
    }
  }

  /// The line of the reply to EHLO.
  String line(Instant now) {
    Instant latest = now.plus(most).truncatedTo(ChronoUnit.SECONDS);
    return Keyword.FUTURE_RELEASE.text() + " " + most.toSeconds() + " " + latest;
  }

  /// Whether the parameters of MAIL can be met, as far as they ask for this.
  boolean allows(Map<String, String> said, Instant now) {
    if (!said.containsKey(FOR) && !said.containsKey(UNTIL)) {
      return true;
    }
    FutureRelease release = release(said, now);
    return release != null && !release.at().isAfter(now.plus(most));
  }

  /// What the parameters of MAIL ask for; null for nothing, for both at once, and for what is none.
  static @Nullable FutureRelease release(Map<String, String> said, Instant now) {
    String interval = said.get(FOR);
    String until = said.get(UNTIL);
    if (interval != null) {
      return until == null ? FutureRelease.holdFor(interval, now) : null;
    }
    return until == null ? null : FutureRelease.holdUntil(until);
  }
}
