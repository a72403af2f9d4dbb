// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.time.InstantSource;
import java.util.List;

/// The commands below `postrider spool`.
final class SpoolVerbs {
  private SpoolVerbs() {}

  static List<Verb> all(Console console, InstantSource clock) {
    Depots depots = new Depots(console, clock);
    return List.of(
        new SpoolCheckVerb(console, depots),
        new SpoolStatsVerb(console, depots),
        new SpoolExportVerb(console, depots),
        new SpoolImportVerb(console, depots));
  }
}
