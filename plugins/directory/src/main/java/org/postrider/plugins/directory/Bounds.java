// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import java.time.Duration;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Settings;

/// How much a server is asked at once, and how long for.
///
/// @param connections open to it at most
/// @param timeout for connecting, for a place among the connections, and for an answer, each
record Bounds(int connections, Duration timeout) {
  private static final int CONNECTIONS = 4;
  private static final int MOST_CONNECTIONS = 1_000;

  /// Reads the keys `connections` and `timeout` behind a prefix.
  static Bounds read(Host host, String prefix) {
    Settings settings = host.settings();
    Duration timeout = settings.duration(prefix + "timeout", Duration.ofSeconds(3));
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(host.deadline()) >= 0) {
      throw settings.wrong(prefix + "timeout", "has to be more than 0s and less than `deadline`");
    }
    long connections = settings.number(prefix + "connections", CONNECTIONS, 1, MOST_CONNECTIONS);
    return new Bounds((int) connections, timeout);
  }

  int timeoutMillis() {
    return Math.toIntExact(timeout.toMillis());
  }

  /// Seconds, rounded up.
  int timeoutSeconds() {
    return Math.toIntExact(timeout.plusMillis(999).toSeconds());
  }
}
