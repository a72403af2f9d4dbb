// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.postrider.queue.store.Progress;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The files of an export, read back. For one thread, once.
public final class ImportFiles {
  private static final String WAYBILL = ".json";
  private static final long MOST_OCTETS = 4 << 20;

  private final Path directory;
  private final Consumer<String> problems;
  private long imported;
  private long there;
  private long wrong;
  private long octets;

  /// Of this directory; what is wrong with a file is told, and the rest goes on.
  public ImportFiles(Path directory, Consumer<String> problems) {
    this.directory = directory;
    this.problems = problems;
  }

  /// Puts all of them in. Throws where the spool takes nothing at present; what is in by then stays
  /// so, and another call goes on.
  public void read(Depot depot, Progress progress) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + WAYBILL)) {
      for (Path file : files) {
        read(depot, file);
        progress.step("messages", imported + there + wrong, octets);
      }
    }
    ExportFiles.sync(directory);
  }

  private void read(Depot depot, Path file) throws IOException {
    String name = file.getFileName().toString();
    String id = name.substring(0, name.length() - WAYBILL.length());
    Path content = file.resolveSibling(id + ".eml");
    JsonNode result = Files.exists(content) ? put(depot, file, content) : wrong("no " + content);
    switch (result.path("result").asString()) {
      case "imported" -> {
        imported++;
        octets += Files.size(content);
        done(file, id);
      }
      case "there" -> {
        there++;
        done(file, id);
      }
      default -> {
        wrong++;
        problems.accept(file + ": " + result.path("detail").asString());
      }
    }
  }

  private static void done(Path file, String id) throws IOException {
    Files.move(file, file.resolveSibling(id + ".imported"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonNode put(Depot depot, Path file, Path content) throws IOException {
    if (Files.size(file) > MOST_OCTETS) {
      return wrong("it is too long");
    }
    try {
      return depot.put(JsonMapper.shared().readTree(Files.readString(file)), content);
    } catch (JacksonException e) {
      return wrong("it is no JSON: " + e.getOriginalMessage());
    }
  }

  private static ObjectNode wrong(String detail) {
    return JsonMapper.shared().createObjectNode().put("result", "wrong").put("detail", detail);
  }

  /// How many messages were put in.
  public long imported() {
    return imported;
  }

  /// How many were there already.
  public long there() {
    return there;
  }

  /// How many could not be read.
  public long wrong() {
    return wrong;
  }
}
