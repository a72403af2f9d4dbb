// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider reload`: the running gateway reads its configuration again, whole or not at all.
record ReloadVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
        Options.command(
            "reload",
            "Has the running gateway read its configuration again, whole or not at all."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    try (AdminClient client = AdminClient.of(given, console)) {
      JsonNode answer = client.post("/reload", Map.of());
      answer.path("notes").forEach(note -> console.out().println(note.asString()));
      console.out().println("reloaded");
    }
    return Program.DONE;
  }
}
