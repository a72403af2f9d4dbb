// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider queue show`: all about one message.
record QueueShowVerb(Console console) implements Verb {
  @Override
  public CommandSpec spec() {
    return Options.withPlace(Options.command("show", "Shows one message and its entries."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addOption(Options.flag("--content", "The message itself, octet by octet."))
        .addPositional(Options.words("ID", "1", "The message's id, as queue list prints it."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    String id = QueueChangeVerb.messageId(Options.words(given).getFirst());
    try (AdminClient client = AdminClient.of(given, console)) {
      if (Options.has(given, "--content")) {
        client.octets("/queue/" + id + "/content", Map.of(), console.out());
        console.out().flush();
        return Program.DONE;
      }
      JsonNode message = client.get("/queue/" + id, Map.of());
      if (Options.has(given, "--json")) {
        console.out().println(message);
      } else {
        message.properties().forEach(field -> print(field.getKey(), field.getValue()));
      }
    }
    return Program.DONE;
  }

  private void print(String name, JsonNode value) {
    if (!name.equals("entries")) {
      console.out().printf("%-13s %s%n", name, Printable.of(value.asString()));
      return;
    }
    for (JsonNode entry : value) {
      console.out().println();
      entry
          .properties()
          .forEach(field -> {
            JsonNode each = field.getValue();
            String text = each.isArray() ? listed(each) : each.asString();
            console.out().printf("  %-11s %s%n", field.getKey(), Printable.of(text));
          });
    }
  }

  private static String listed(JsonNode texts) {
    StringJoiner listed = new StringJoiner(", ");
    texts.forEach(text -> listed.add(text.asString()));
    return listed.toString();
  }
}
