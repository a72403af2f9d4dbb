// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Recipient;

/// Several sources, asked in turn: a recipient exists where one of them knows it, and does not
/// where all of them could be asked and none did.
record Sources(List<Source> all) implements Source {
  @Override
  public boolean knows(Recipient recipient) throws IOException, InterruptedException {
    List<IOException> troubles = new ArrayList<>();
    for (Source each : all) {
      try {
        if (each.knows(recipient)) {
          return true;
        }
      } catch (IOException e) {
        troubles.add(e);
      }
    }
    if (!troubles.isEmpty()) {
      throw all(troubles);
    }
    return false;
  }

  private static IOException all(List<IOException> troubles) {
    IOException first = troubles.removeFirst();
    troubles.forEach(first::addSuppressed);
    return first;
  }
}
