// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider queue counts`: how much waits for whom.
record QueueCountsVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command("counts", "Counts what waits, by recipient domain, most first."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addOption(Options.value("--most", "NUMBER", "How many domains to list; default: all."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    long most = QueueListVerb.most(Options.text(given, "--most"));
    Map<String, String> query =
        most < Integer.MAX_VALUE ? Map.of("most", Long.toString(most)) : Map.of();
    try (AdminClient client = AdminClient.of(given, console)) {
      JsonNode answer = client.get("/queue/counts", query);
      if (Options.has(given, "--json")) {
        console.out().println(answer);
        return Program.DONE;
      }
      for (JsonNode each : answer.path("destinations")) {
        console
            .out()
            .printf(
                "%8d queued %8d held  %s%n",
                each.path("queued").asLong(),
                each.path("held").asLong(),
                Printable.of(each.path("destination").asString()));
      }
      console
          .out()
          .printf(
              "%8d queued %8d held  in all, at %s%n",
              answer.path("queued").asLong(),
              answer.path("held").asLong(),
              answer.path("at").asString());
    }
    return Program.DONE;
  }
}
