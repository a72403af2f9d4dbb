// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Directories to measure in: below `jmh/target`, so on the disk the project is on, and not on what
/// may be memory under `/tmp`.
final class Scratch {
  private Scratch() {}

  static Path make(String name) throws IOException {
    Path above = Files.createDirectories(Path.of("jmh", "target", "scratch").toAbsolutePath());
    return Files.createTempDirectory(above, name);
  }

  static void remove(Path directory) throws IOException {
    List<Path> all;
    try (var walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
