// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.postrider.plugins.api.Meter;

/// A plug-in's counters, kept from growing without end. Any thread.
final class PluginMeter implements Meter {
  static final int MOST = 64;
  static final String OTHER = "other";
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Meter counters;

  PluginMeter(Meter counters) {
    this.counters = counters;
  }

  @Override
  public void count(String counter) {
    counters.count(isKnown(counter) ? counter : OTHER);
  }

  private boolean isKnown(String counter) {
    if (known.contains(counter)) {
      return true;
    }
    synchronized (known) {
      return known.size() < MOST && NAME.matcher(counter).matches() && known.add(counter);
    }
  }
}
