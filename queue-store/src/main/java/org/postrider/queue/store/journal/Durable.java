// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /// Makes the octets of a file durable, or the names in a directory.
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
