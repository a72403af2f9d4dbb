// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Lookup;

/// The names that a client's address claims and that lead back to it, looked up when a rule first
/// asks. For one thread.
final class ClientName {
  private static final int MOST_NAMES = 10;

  private final InetAddress client;
  private final Lookup lookup;
  private @Nullable List<String> names;
  private boolean unsure;

  ClientName(InetAddress client, Lookup lookup) {
    this.client = client;
    this.lookup = lookup;
  }

  /// The confirmed names, in lower case.
  List<String> confirmed() {
    List<String> known = names;
    if (known == null) {
      known = lookUp();
      names = known;
    }
    return known;
  }

  /// Whether there may be more of them, which DNS cannot say now.
  boolean isUnsure() {
    confirmed();
    return unsure;
  }

  private List<String> lookUp() {
    List<String> found = new ArrayList<>();
    try {
      for (String name : lookup.names(client).stream().limit(MOST_NAMES).toList()) {
        confirm(name.toLowerCase(Locale.ROOT), found);
      }
    } catch (IOException _) {
      unsure = true;
    }
    return List.copyOf(found);
  }

  private void confirm(String name, List<String> found) {
    try {
      if (lookup.addresses(name).contains(client)) {
        found.add(name);
      }
    } catch (IOException _) {
      unsure = true;
    }
  }
}
