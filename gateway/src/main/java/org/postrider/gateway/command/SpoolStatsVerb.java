// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import org.postrider.gateway.depot.Depot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider spool stats`: how much is there, of what kind, and what disk it takes.
record SpoolStatsVerb(Console console, Depots depots) implements Verb {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.withPlace(
            Options.command(
                "stats", "Sums up what is there by state, age and destination, and its disk."));
    spec.usageMessage().footer("", Depots.BOTH_WAYS);
    return spec.addOption(Options.flag("--json", "One JSON object."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    JsonNode stats;
    try (Depot depot = depots.open(given, false)) {
      stats = depot.walk("stats", new ProgressLine(console.err(), "stats"));
    }
    if (Options.has(given, "--json")) {
      console.out().println(stats);
      return Program.DONE;
    }
    print("all", stats.path("all"));
    console.out().println();
    stats.path("states").properties().forEach(each -> print(each.getKey(), each.getValue()));
    console.out().println();
    stats.path("ages").properties().forEach(each -> print(each.getKey(), each.getValue()));
    console.out().println();
    stats.path("top").properties().forEach(each -> print(each.getKey(), each.getValue()));
    console
        .out()
        .printf(
            "%n%d destinations; format %s; %s of disk, %s free; %d records set aside%n",
            stats.path("destinations").asLong(),
            stats.path("format").asString(),
            ProgressLine.size(stats.path("disk").asLong()),
            ProgressLine.size(stats.path("free").asLong()),
            stats.path("aside").asLong());
    return Program.DONE;
  }

  private void print(String name, JsonNode sum) {
    console
        .out()
        .printf(
            "%10d entries %10d messages %12s  %s%n",
            sum.path("entries").asLong(),
            sum.path("messages").asLong(),
            ProgressLine.size(sum.path("octets").asLong()),
            Printable.of(name));
  }
}
