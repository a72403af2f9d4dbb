// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.smtp.protocol.message.MessageId;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider queue hold`, `release`, `retry`, `delete` and `bounce`. Which entries are meant must
/// be said: by ids, by a filter, or by `--all`.
record QueueChangeVerb(Console console, String act, String summary) implements Verb {
  @Override
  public CommandSpec spec() {
    return QueueFilter.added(Options.withPlace(Options.command(act, summary)))
        .addOption(Options.flag("--all", "Every entry of the queue."))
        .addOption(Options.flag("--json", "One JSON object."))
        .addPositional(Options.words("ID", "0..*", "Messages' ids, as queue list prints them."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    List<Map<String, String>> queries = queries(given);
    long count = 0;
    try (AdminClient client = AdminClient.of(given, console)) {
      for (Map<String, String> query : queries) {
        JsonNode answer = client.post("/queue/" + act, query);
        count += answer.path("count").asLong();
      }
    }
    boolean json = Options.has(given, "--json");
    console.out().println(json ? "{\"count\":" + count + "}" : act + ": " + count + " entries");
    return count == 0 && !Options.has(given, "--all") ? Program.NOT_DONE : Program.DONE;
  }

  private List<Map<String, String>> queries(ParseResult given) throws Failure {
    Map<String, String> filter = QueueFilter.query(given);
    boolean all = Options.has(given, "--all");
    List<String> ids = Options.words(given);
    if (ids.isEmpty() && filter.isEmpty() && !all) {
      throw Failure.ofCall("which entries? Name messages' ids, give a filter, or say --all");
    }
    if ((all && !(ids.isEmpty() && filter.isEmpty()))
        || (!ids.isEmpty() && filter.containsKey("id"))) {
      throw Failure.ofCall("ids, filters and --all contradict each other");
    }
    if (ids.isEmpty()) {
      Map<String, String> query = new LinkedHashMap<>(filter);
      query.putAll(all ? Map.of("all", "true") : Map.of());
      return List.of(query);
    }
    List<Map<String, String>> queries = new ArrayList<>();
    for (String id : ids) {
      Map<String, String> query = new LinkedHashMap<>(filter);
      query.put("id", messageId(id));
      queries.add(query);
    }
    return queries;
  }

  /// The id of a message, also where the number of an entry follows it.
  static String messageId(String text) throws Failure {
    int slash = text.indexOf('/');
    try {
      return MessageId.parse(slash < 0 ? text : text.substring(0, slash)).toString();
    } catch (IllegalArgumentException e) {
      throw Failure.ofCall(e.getMessage() + " (an id looks like 01JDZK4Q8V3T5W7X9Y0A1B2C3D)");
    }
  }
}
