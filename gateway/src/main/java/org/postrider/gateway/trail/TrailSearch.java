// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.trail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds in a trail what was said of a message or an address, oldest first. Reads while it is being
/// written; a last line that is not whole yet is left out.
///
/// @param directory of the trail
public record TrailSearch(Path directory) {

  /// What was said of a message, by its id, and of notifications about it; `accepted` is when it
  /// came, before which nothing is looked at.
  public void byId(String id, Instant accepted, Consumer<JsonNode> found) throws IOException {
    search(id, accepted, event -> is(event.path("id"), id) || is(event.path("about"), id), found);
  }

  /// What was said of mail from or to an address.
  public void byAddress(String address, Consumer<JsonNode> found) throws IOException {
    search(
        address,
        Instant.MIN,
        event -> isOf(event, "from", address) || isOf(event, "to", address),
        found);
  }

  private interface Test {
    boolean of(JsonNode event);
  }

  private void search(String word, Instant since, Test test, Consumer<JsonNode> found)
      throws IOException {
    List<TrailFiles.Leaf> all = new TrailFiles(directory).all();
    String needle = word.toLowerCase(Locale.ROOT);
    for (int i = 0; i < all.size(); i++) {
      boolean isOver = i + 1 < all.size() && all.get(i + 1).begins().isBefore(since);
      if (!isOver) {
        search(all.get(i).file(), needle, test, found);
      }
    }
  }

  private static void search(Path file, String needle, Test test, Consumer<JsonNode> found)
      throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .filter(line -> line.toLowerCase(Locale.ROOT).contains(needle)) // reads JSON of few
          .forEach(line -> take(line, test, found));
    } catch (NoSuchFileException _) {
      return; // it was too old a moment ago
    }
  }

  private static void take(String line, Test test, Consumer<JsonNode> found) {
    JsonNode event;
    try {
      event = JsonMapper.shared().readTree(line);
    } catch (JacksonException _) {
      return; // the last line, half written
    }
    if (test.of(event)) {
      found.accept(event);
    }
  }

  private static boolean isOf(JsonNode event, String field, String address) {
    JsonNode value = event.path(field);
    if (!value.isArray()) {
      return is(value, address);
    }
    for (JsonNode each : value) {
      if (is(each, address)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(JsonNode value, String wanted) {
    return value.asString("").equalsIgnoreCase(wanted);
  }
}
