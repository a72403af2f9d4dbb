// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider version`.
record VersionVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.command("version", "Prints the version.");
  }

  @Override
  public int run(ParseResult given) {
    console
        .out()
        .println(
            "postrider "
                + Version.text()
                + " on Java "
                + Runtime.version()
                + " ("
                + System.getProperty("java.vendor")
                + ")");
    return Program.DONE;
  }
}
