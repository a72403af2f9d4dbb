// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.postrider.gateway.Offline;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.OperatorCommand;

/// The commands that plug-ins add, such as `postrider user`. They run here, in a process of their
/// own, with the configuration loaded.
record PluginVerbs(Console console, Offline offline) {
  /// Runs the command `name`.
  int run(Path file, String name, List<String> arguments) throws Exception {
    if (!Files.exists(file)) {
      throw Failure.ofCall(
          "there is no command "
              + Printable.of(name)
              + ", unless a plug-in adds it, and "
              + file
              + " is not there to say so; another is named before the command: postrider"
              + " --directory DIRECTORY "
              + Printable.of(name));
    }
    TreeMap<String, OperatorCommand> commands = commands(file);
    OperatorCommand command = commands.get(name);
    if (command == null) {
      throw Failure.ofCall(
          "there is no command "
              + Printable.of(name)
              + ", and no plug-in of "
              + file
              + " adds one; they add: "
              + String.join(", ", commands.keySet()));
    }
    if (arguments.equals(List.of("--help")) || arguments.equals(List.of("help"))) {
      command.usage().forEach(console.out()::println);
      return Program.DONE;
    }
    return command.run(arguments, console);
  }

  private TreeMap<String, OperatorCommand> commands(Path file) throws WrongConfiguration {
    return new TreeMap<>(offline.plugins(file, console.environment()).commands());
  }
}
