// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.nio.file.Path;
import java.time.Duration;

/// How a spool is kept.
///
/// @param directory where it is; made if it is not there; one process at a time
/// @param commitTimeout how long a commit may take before the client is told to try later
/// @param leastFree octets of the disk to be left free; below, new mail is refused
/// @param mostSize octets that the directory may take up; beyond, new mail is refused; 0 for as
///   many as the disk has
/// @param memory octets of message content kept in memory for the first attempt, in all
public record SpoolSettings(
    Path directory, Duration commitTimeout, long leastFree, long mostSize, long memory) {
  /// Checks the ranges.
  public SpoolSettings {
    if (commitTimeout.isNegative()
        || commitTimeout.isZero()
        || leastFree < 0
        || mostSize < 0
        || memory < 0) {
      throw new IllegalArgumentException("spool settings out of range");
    }
  }

  /// 30 s, 256 MiB, no bound on the size, 64 MiB.
  public static SpoolSettings defaults(Path directory) {
    return new SpoolSettings(directory, Duration.ofSeconds(30), 256L << 20, 0, 64L << 20);
  }
}
