// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Names of files that outlive a power cut: a name is durable only when the directory it stands in
/// was synced.
public final class Durable {
  private Durable() {}

  /// Makes a directory, and those above it, where they are not there yet.
  public static void make(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path above = absolute.getParent();
    if (Files.isDirectory(absolute) || above == null) {
      return;
    }
    make(above);
    Files.createDirectory(absolute);
    sync(above);
  }

  /// Makes a short text the whole of the file `name` in a directory: after a power cut it holds
  /// this text or what it held before. `part` is its name while it is not whole.
  public static void replace(Path directory, String name, String part, String text)
      throws IOException {
    Path unfinished = directory.resolve(part);
    Files.writeString(unfinished, text, StandardCharsets.US_ASCII);
    sync(unfinished);
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
  }

  /// Makes the octets of a file durable, or the names in a directory.
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
