// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.postrider.plugins.api.OperatorCommand;

/// Where the operator is: what he reads and writes, and his environment.
///
/// @param out for results
/// @param err for everything else
/// @param in what he types or pipes
/// @param environment of the process
public record Console(
    PrintStream out, PrintStream err, BufferedReader in, Map<String, String> environment)
    implements OperatorCommand.Terminal {
  /// Copies the map.
  public Console {
    environment = Map.copyOf(environment);
  }

  @Override
  public String secret(String prompt) {
    var terminal = Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("%s", prompt);
      return typed == null ? "" : new String(typed);
    }
    try {
      String line = in.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the " + prompt, e);
    }
  }
}
