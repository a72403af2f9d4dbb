// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.io.IOException;
import java.net.InetAddress;
import org.postrider.plugins.api.Lookup;

/// What scanners are told that a client is called.
public final class ClientName {
  /// What stands for a client without a name, by old habit.
  public static final String UNKNOWN = "unknown";

  private static final int MOST_NAMES = 5;

  private ClientName() {}

  /// A name that the address claims and that leads back to it, or `unknown`: where nobody can say
  /// now, a scan is worth more than a name.
  public static String of(InetAddress client, Lookup lookup) {
    try {
      for (String name : lookup.names(client).stream().limit(MOST_NAMES).toList()) {
        if (name.matches("[A-Za-z0-9._-]+") && lookup.addresses(name).contains(client)) {
          return name;
        }
      }
      return UNKNOWN;
    } catch (IOException _) {
      return UNKNOWN;
    }
  }
}
