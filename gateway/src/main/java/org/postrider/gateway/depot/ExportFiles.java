// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Messages as files of one directory: `ID.eml` the message, `ID.json` its waybill. A waybill that
/// is there means that its message is there, whole and synced. For one thread.
public final class ExportFiles {
  /// Mail is for its owner.
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private long octets;

  private ExportFiles(Path directory) {
    this.directory = directory;
  }

  /// In a directory that is made, or there and empty: so no earlier export is ever overwritten.
  public static ExportFiles in(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER));
    }
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new IOException(directory + " is not empty; export into a new directory");
      }
    }
    return new ExportFiles(directory);
  }

  /// The names of all entries of some waybills, as the queue calls them.
  public static List<String> names(JsonNode waybills) {
    List<String> names = new ArrayList<>();
    for (JsonNode waybill : waybills) {
      String id = waybill.path("original").asString();
      waybill.path("entries").forEach(each -> names.add(id + "/" + each.path("entry").asInt()));
    }
    return names;
  }

  /// Writes some messages; they are on stable storage when this returns.
  public void write(Depot depot, JsonNode waybills) throws IOException {
    List<Path> written = new ArrayList<>();
    for (JsonNode waybill : waybills) {
      String id = waybill.path("id").asString();
      Path content = directory.resolve(id + ".eml.part");
      depot.content(waybill.path("original").asString(), content);
      long size = Files.size(content);
      if (size != waybill.path("size").asLong()) {
        throw new IOException(id + " has " + size + " octets instead of " + waybill.path("size"));
      }
      octets += size;
      Path envelope = directory.resolve(id + ".json.part");
      Files.writeString(envelope, waybill + "\n", StandardCharsets.UTF_8);
      written.add(content);
      written.add(envelope);
    }
    for (Path each : written) {
      sync(each);
    }
    for (Path each : written) {
      String name = each.getFileName().toString();
      Path whole = each.resolveSibling(name.substring(0, name.length() - ".part".length()));
      Files.move(each, whole, StandardCopyOption.ATOMIC_MOVE);
    }
    sync(directory);
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Octets of messages written so far.
  public long octets() {
    return octets;
  }
}
