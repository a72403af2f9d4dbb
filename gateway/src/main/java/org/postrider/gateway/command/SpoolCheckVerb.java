// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import org.postrider.gateway.depot.Depot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider spool check`: whether all that was accepted can be read, and nothing is left over.
record SpoolCheckVerb(Console console, Depots depots) implements Verb {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.withPlace(
            Options.command("check", "Reads every record; tells of damage and of leaks."));
    spec.usageMessage()
        .footer(
            "",
            Depots.BOTH_WAYS,
            "In a running gateway it rests as long as it works. Nothing is changed.",
            "Exit status 1 where anything is damaged, was set aside, or leaks.");
    return spec.addOption(Options.flag("--json", "One JSON object."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    JsonNode report;
    try (Depot depot = depots.open(given, false)) {
      report = depot.walk("check", new ProgressLine(console.err(), "check"));
    }
    if (Options.has(given, "--json")) {
      console.out().println(report);
    } else {
      print(report);
    }
    return report.path("sound").asBoolean() ? Program.DONE : Program.NOT_DONE;
  }

  private void print(JsonNode report) {
    for (JsonNode each : report.path("findings")) {
      String line =
          "%s: %s%s: %s; %s"
              .formatted(
                  each.path("kind").asString(),
                  each.has("id") ? "message " + each.path("id").asString() + ", " : "",
                  each.path("where").asString(),
                  each.path("found").asString(),
                  each.path("advice").asString());
      console.out().println(Printable.of(line));
    }
    long told = report.path("findings").size();
    long all = report.path("damaged").asLong() + report.path("leaks").asLong();
    if (told < all) {
      console.out().println("and " + (all - told) + " more");
    }
    long aside = report.path("aside").asLong();
    if (aside > 0) {
      console.out().println(aside + " set aside before; see postrider queue damaged");
    }
    console
        .out()
        .printf(
            "%d records: %d messages (%s), %d entries; %d damaged, %d leaks%n",
            report.path("records").asLong(),
            report.path("messages").asLong(),
            ProgressLine.size(report.path("octets").asLong()),
            report.path("entries").asLong(),
            report.path("damaged").asLong(),
            report.path("leaks").asLong());
  }
}
