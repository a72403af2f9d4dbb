// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.time.Duration;

/// How strict verification is.
///
/// @param mostSignatures how many signatures of a message are looked at, the uppermost first
/// @param takesParts whether a signature passes that leaves the end of the body open (`l=`)
/// @param skew how far clocks may differ
///
/// @rfc 6376 §8.2
public record DkimSettings(int mostSignatures, boolean takesParts, Duration skew) {
  /// Throws `IllegalArgumentException` for a negative part.
  public DkimSettings {
    if (mostSignatures < 0 || skew.isNegative()) {
      throw new IllegalArgumentException("neither a number nor a time may be negative");
    }
  }

  /// Ten signatures, whole bodies, five minutes.
  public static DkimSettings defaults() {
    return new DkimSettings(10, false, Duration.ofMinutes(5));
  }
}
