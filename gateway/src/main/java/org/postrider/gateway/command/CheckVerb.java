// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Path;
import org.postrider.gateway.Offline;
import org.postrider.gateway.settings.InForce;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider check`: reads the configuration as a start would, and prints what is in force.
record CheckVerb(Console console, Offline offline) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command("check", "Reads the configuration as a start would; starts nothing."))
        .addOption(Options.flag("--quiet", "Prints only what is wrong."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Path file = Options.file(given);
    for (String warning : offline.check(file, console.environment())) {
      console.err().println("postrider: warning: " + warning);
    }
    if (!Options.has(given, "--quiet")) {
      console.out().print(InForce.text(file, console.environment()));
    }
    return Program.DONE;
  }
}
