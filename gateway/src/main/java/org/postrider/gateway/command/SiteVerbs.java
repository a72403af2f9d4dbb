// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// The commands below `postrider site`.
final class SiteVerbs {
  private SiteVerbs() {}

  static List<Verb> all(Console console) {
    return List.of(
        new ListVerb(console),
        new ChangeVerb(console, "suspend", "Leaves a next hop, or a domain, alone."),
        new ChangeVerb(console, "resume", "Goes on with a next hop, or a domain."));
  }

  /// `postrider site list`.
  private record ListVerb(Console console) implements Verb {
    @Override
    public CommandSpec spec() {
      return Options.withPlace(
              Options.command("list", "Shows how the next hops fare, and which are left alone."))
          .addOption(Options.flag("--json", "One JSON object."));
    }

    @Override
    public int run(ParseResult given) throws Exception {
      try (AdminClient client = AdminClient.of(given, console)) {
        JsonNode answer = client.get("/sites", Map.of());
        if (Options.has(given, "--json")) {
          console.out().println(answer);
          return Program.DONE;
        }
        for (JsonNode site : answer.path("items")) {
          console.out().println(Printable.of(line(site)));
        }
        for (JsonNode name : answer.path("suspended")) {
          console.out().println("suspended: " + Printable.of(name.asString()));
        }
      }
      return Program.DONE;
    }

    private static String line(JsonNode site) {
      StringJoiner hops = new StringJoiner(", ");
      site.path("hops").forEach(hop -> hops.add(hop.asString()));
      return (hops.length() == 0 ? "(no way)" : hops) + "  " + site.path("words").asString();
    }
  }

  /// `postrider site suspend` and `resume`.
  private record ChangeVerb(Console console, String act, String summary) implements Verb {
    @Override
    public CommandSpec spec() {
      return Options.withPlace(Options.command(act, summary))
          .addPositional(
              Options.words(
                  "NAME", "1", "A host's name, as site list prints it, or a recipient domain."));
    }

    @Override
    public int run(ParseResult given) throws Exception {
      String name = Options.words(given).getFirst();
      try (AdminClient client = AdminClient.of(given, console)) {
        boolean changed =
            client.post("/sites/" + act, Map.of("name", name)).path("count").asInt() > 0;
        String word = act.equals("suspend") ? "suspended" : "resumed";
        console
            .out()
            .println(Printable.of(name) + (changed ? " is " : " was not changed: it is ") + word);
        return changed ? Program.DONE : Program.NOT_DONE;
      }
    }
  }
}
