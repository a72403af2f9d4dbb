// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Path;
import org.postrider.gateway.depot.Depot;
import org.postrider.gateway.depot.ImportFiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `postrider spool import`: puts in what was exported.
record SpoolImportVerb(Console console, Depots depots) implements Verb {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.withPlace(
            Options.command("import", "Puts in the messages of DIRECTORY that were exported."));
    spec.usageMessage()
        .footer(
            "",
            Depots.BOTH_WAYS,
            "What is in is renamed from ID.json to ID.imported, so that it can be called again"
                + " where it was interrupted. A message that waits here already is left as it is.");
    return spec.addOption(Options.flag("--json", "One JSON object."))
        .addPositional(Options.words("DIRECTORY", "1", "What spool export has written."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    ImportFiles files =
        new ImportFiles(
            Path.of(Options.words(given).getFirst()),
            problem -> console.err().println("postrider: " + Printable.of(problem)));
    try (Depot depot = depots.open(given, true)) {
      files.read(depot, new ProgressLine(console.err(), "import"));
    }
    if (Options.has(given, "--json")) {
      console
          .out()
          .printf(
              "{\"imported\":%d,\"there\":%d,\"wrong\":%d}%n",
              files.imported(), files.there(), files.wrong());
    } else {
      console
          .out()
          .printf(
              "import: %d messages; %d were there already, %d could not be read%n",
              files.imported(), files.there(), files.wrong());
    }
    return files.wrong() == 0 ? Program.DONE : Program.NOT_DONE;
  }
}
