// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.postrider.gateway.settings.GatewaySettings;

/// Which changes a reload cannot put in force.
final class Restarts {
  private Restarts() {}

  /// A sentence for each.
  static List<String> needed(GatewaySettings before, GatewaySettings after) {
    List<String> notes = new ArrayList<>();
    note(notes, "threads", before.threads(), after.threads());
    note(notes, "[spool]", before.spool(), after.spool());
    note(notes, "[admin]", before.admin(), after.admin());
    note(notes, "[log] trail", before.log().trail(), after.log().trail());
    return notes;
  }

  private static void note(List<String> notes, String what, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      notes.add(what + " has changed, which takes effect after a restart");
    }
  }
}
