// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.Problem;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.gateway.trail.TrailSearch;
import org.postrider.smtp.protocol.message.MessageId;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// `postrider trace`: all that has happened to a message, or to mail of an address, whether or not
/// it is still here.
record TraceVerb(Console console) implements Verb {
  /// How late the clock may have been set back behind a message's id.
  private static final Duration SLACK = Duration.ofHours(2);

  private static final Set<String> AHEAD = Set.of("time", "event", "id");

  @Override
  public CommandSpec spec() {
    return Options.withPlace(
            Options.command("trace", "Tells what became of a message, also of one that is gone."))
        .addOption(Options.flag("--json", "One JSON object a line, as in the mail log."))
        .addPositional(
            Options.words("ID|ADDRESS", "1", "A message's id, or an address it is from or to."));
  }

  @Override
  public int run(ParseResult given) throws Exception {
    String word = Options.words(given).getFirst();
    AtomicLong count = new AtomicLong();
    Consumer<JsonNode> found =
        event -> {
          count.incrementAndGet();
          console.out().println(Options.has(given, "--json") ? event.toString() : line(event));
        };
    TrailSearch search = new TrailSearch(trail(given).directory());
    if (word.contains("@")) {
      search.byAddress(word, found);
    } else {
      MessageId id = MessageId.parse(QueueChangeVerb.messageId(word));
      Instant accepted = Instant.ofEpochMilli(id.epochMillis()).minus(SLACK);
      search.byId(id.toString(), accepted, found);
      if (!Options.has(given, "--json")) {
        waiting(given, id);
      }
    }
    if (count.get() == 0) {
      console.err().println("nothing is known of " + Printable.of(word));
      return Program.NOT_DONE;
    }
    return Program.DONE;
  }

  private GatewaySettings.Trail trail(ParseResult given) throws WrongConfiguration, Failure {
    List<Problem> unread = new ArrayList<>();
    GatewaySettings.Trail trail =
        SettingsReader.trail(Options.file(given), console.environment(), unread);
    if (trail.age().isZero()) {
      throw Failure.of("no trail is kept: [log] trail-age is 0s");
    }
    return trail;
  }

  /// What of it is still in the queue, which only the running gateway knows.
  private void waiting(ParseResult given, MessageId id) throws Exception {
    try (AdminClient client = AdminClient.of(given, console)) {
      JsonNode page = client.get("/queue", Map.of("id", id.toString()));
      for (JsonNode item : page.path("items")) {
        console.out().println("now                       waiting      " + fields(item));
      }
    } catch (Failure | IOException e) {
      console.err().println("what of it still waits is not known: " + e.getMessage());
    }
  }

  private static String line(JsonNode event) {
    String time = event.path("time").asString("");
    String id = event.path("id").asString("");
    return "%s  %-11s  %s"
        .formatted(
            time, event.path("event").asString(""), (id.isEmpty() ? "" : id + " ") + fields(event));
  }

  /// What else is said, name after name.
  private static String fields(JsonNode event) {
    StringJoiner fields = new StringJoiner(" ");
    event
        .properties()
        .forEach(field -> {
          if (!AHEAD.contains(field.getKey())) {
            fields.add(field.getKey() + "=" + value(field.getValue()));
          }
        });
    return Printable.of(fields.toString());
  }

  private static String value(JsonNode value) {
    if (value.isArray()) {
      StringJoiner all = new StringJoiner(",");
      value.forEach(each -> all.add(each.asString()));
      return all.toString();
    }
    String text = value.asString();
    return text.contains(" ") ? "\"" + text + "\"" : text;
  }
}
