// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider queue list`: a line for each entry, page by page, so that a long queue costs no
/// memory.
record QueueListVerb(Console console) implements Verb {
  /// Entries asked for at once.
  private static final long PAGE = 500;

  @Override
  public CommandSpec spec() {
    return QueueFilter.added(
            Options.withPlace(Options.command("list", "Lists what waits, oldest first.")))
        .addOption(Options.flag("--json", "One JSON object a line."))
        .addOption(Options.value("--most", "NUMBER", "How many to list; default: all."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    Map<String, String> query = new LinkedHashMap<>(QueueFilter.query(given));
    boolean json = Options.has(given, "--json");
    long left = most(Options.text(given, "--most"));
    query.put("most", Long.toString(Math.min(left, PAGE)));
    try (AdminClient client = AdminClient.of(given, console)) {
      boolean more = true;
      while (more && left > 0) {
        JsonNode page = client.get("/queue", query);
        for (JsonNode item : page.path("items")) {
          if (left-- > 0) {
            console.out().println(json ? item.toString() : line(item));
          }
        }
        more = page.hasNonNull("next");
        query.put("page", page.path("next").asString(""));
      }
    }
    return Program.DONE;
  }

  static long most(@Nullable String text) throws Failure {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw Failure.ofCall("--most: found " + text + ", wanted a number");
    }
    return Long.parseLong(text);
  }

  private static String line(JsonNode item) {
    StringBuilder line = new StringBuilder();
    line.append(item.path("id").asString()).append('/').append(item.path("entry").asInt());
    line.append("  ").append(item.path("state").asString());
    line.append("  due ").append(item.path("due").asString());
    line.append("  attempts ").append(item.path("attempts").asInt());
    line.append("  ").append(item.path("size").asLong()).append(" octets  ");
    line.append(item.path("from").asString()).append(" -> ");
    String between = "";
    for (JsonNode recipient : item.path("to")) {
      line.append(between).append(recipient.asString());
      between = ", ";
    }
    String reason = item.path("reason").asString("");
    return Printable.of(reason.isEmpty() ? line.toString() : line + "  (" + reason + ")");
  }
}
