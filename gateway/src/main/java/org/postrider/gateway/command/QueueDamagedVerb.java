// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider queue damaged`: what could not be read and was set aside.
record QueueDamagedVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command(
                "damaged", "Shows what was damaged and set aside; it is not delivered."))
        .addOption(Options.flag("--json", "One JSON object a line."))
        .addOption(
            Options.value(
                "--export", "DIRECTORY", "Writes the records there, as they were found, too."))
        .addOption(Options.value("--drop", "ID", "Forgets what was set aside of this message."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    String drop = Options.text(given, "--drop");
    String export = Options.text(given, "--export");
    boolean json = Options.has(given, "--json");
    if (drop != null && export != null) {
      throw Failure.ofCall("--export first, --drop then");
    }
    try (AdminClient client = AdminClient.of(given, console)) {
      if (drop != null) {
        String id = QueueChangeVerb.messageId(drop);
        JsonNode answer = client.post("/queue/damaged/drop", Map.of("id", id));
        console
            .out()
            .println(json ? answer.toString() : "drop: " + answer.path("count") + " records");
        return answer.path("count").asLong() == 0 ? Program.NOT_DONE : Program.DONE;
      }
      list(client, json, export == null ? null : Files.createDirectories(Path.of(export)));
    }
    return Program.DONE;
  }

  private void list(AdminClient client, boolean json, @Nullable Path export)
      throws IOException, InterruptedException, Failure {
    Map<String, String> query = new LinkedHashMap<>();
    boolean more = true;
    while (more) {
      JsonNode page = client.get("/queue/damaged", query);
      for (JsonNode item : page.path("items")) {
        console.out().println(json ? item.toString() : line(item));
        if (export != null && item.has("id")) {
          write(client, item, export);
        }
      }
      more = page.hasNonNull("next");
      query.put("page", page.path("next").asString(""));
    }
  }

  private static void write(AdminClient client, JsonNode item, Path export)
      throws IOException, InterruptedException, Failure {
    String name = item.path("id").asString() + "-" + item.path("what").asString().replace(' ', '-');
    Map<String, String> key = Map.of("key", item.path("key").asString());
    client.file("/queue/damaged/record", key, export.resolve(name + ".record"));
  }

  private static String line(JsonNode item) {
    return Printable.of(
        "%s  %s  %s, %d octets: %s; %s"
            .formatted(
                item.path("id").asString(item.path("key").asString()),
                item.path("at").asString("at a time not known"),
                item.path("what").asString(),
                item.path("octets").asLong(),
                item.path("why").asString(),
                item.path("advice").asString()));
  }
}
