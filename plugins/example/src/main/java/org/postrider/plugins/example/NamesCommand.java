// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.example;

import java.util.List;
import org.postrider.plugins.api.OperatorCommand;

/// `postrider own-names`: prints the names that are ours.
record NamesCommand(List<String> names) implements OperatorCommand {
  @Override
  public String name() {
    return "own-names";
  }

  @Override
  public String summary() {
    return "Print the names that no stranger may use";
  }

  @Override
  public List<String> usage() {
    return List.of("postrider own-names");
  }

  @Override
  public int run(List<String> arguments, Terminal terminal) {
    if (!arguments.isEmpty()) {
      usage().forEach(terminal.err()::println);
      return 2;
    }
    names.forEach(terminal.out()::println);
    return 0;
  }
}
