// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.files.LiveFile;

/// Rules in a file, one on each line; a line that begins with `#` says nothing.
final class RuleFile implements LiveFile.Purpose<List<Rule>> {
  @Override
  public LiveFile.Reading<List<Rule>> read(String file, List<String> lines) {
    List<Rule> rules = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        rules.add(Rule.parse(line));
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + (i + 1) + ": " + e.getMessage());
      }
    }
    return new LiveFile.Reading<>(List.copyOf(rules), faults);
  }

  @Override
  public List<Rule> empty() {
    return List.of();
  }

  @Override
  public String absentMeans() {
    return ""; // not that there are no rules: a file may be away for a moment
  }

  @Override
  public boolean isSecret() {
    return false;
  }
}
