// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import org.jspecify.annotations.Nullable;

/// By which standard policies are found.
///
/// @param suffixes the list by which RFC 7489 found organizations; null for the walk of RFC 9989
/// @param sample a number from 0 to 99, drawn for this message: with the list, a policy holds for
///   the part of the mail that is below `pct=`
public record DmarcSettings(@Nullable PublicSuffixes suffixes, int sample) {
  /// Throws `IllegalArgumentException` for a number out of range.
  public DmarcSettings {
    if (sample < 0 || sample > 99) {
      throw new IllegalArgumentException("the sample is out of range: " + sample);
    }
  }

  /// By the walk.
  public static DmarcSettings defaults() {
    return new DmarcSettings(null, 0);
  }
}
