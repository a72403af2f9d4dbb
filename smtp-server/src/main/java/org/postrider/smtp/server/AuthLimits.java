// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.time.Duration;

/// How much guessing of passwords is borne.
///
/// @param perAddress failures from one client address (for IPv6, one /64 network) within the window
///   before it is asked to come back later
/// @param perAccount failures for one account within the window
/// @param window how long a failure counts
/// @param delay wait before the reply to a first failure; it doubles with each further one of the
///   session, up to sixteen times
public record AuthLimits(int perAddress, int perAccount, Duration window, Duration delay) {
  /// Checks the ranges.
  public AuthLimits {
    if (perAddress < 1
        || perAccount < 1
        || window.isNegative()
        || window.isZero()
        || delay.isNegative()) {
      throw new IllegalArgumentException("limits of authentication out of range");
    }
  }

  /// 30 failures for an address and 20 for an account in 15 minutes; one second.
  public static AuthLimits defaults() {
    return new AuthLimits(30, 20, Duration.ofMinutes(15), Duration.ofSeconds(1));
  }
}
