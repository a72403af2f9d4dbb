// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.trail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The files of a trail: each is named by when it begins, and ends where the next begins.
///
/// @param directory where they are; need not be there
record TrailFiles(Path directory) {
  private static final String SUFFIX = ".jsonl";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /// One of them.
  record Leaf(Path file, Instant begins) {}

  /// All of them, in order.
  List<Leaf> all() throws IOException {
    List<Leaf> all = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        files.forEach(file -> add(all, file));
      }
    }
    all.sort(Comparator.comparing(Leaf::begins));
    return all;
  }

  private static void add(List<Leaf> all, Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(SUFFIX)) {
      String begins = name.substring(0, name.length() - SUFFIX.length());
      try {
        all.add(new Leaf(file, NAME.parse(begins, Instant::from)));
      } catch (DateTimeException _) {
        return; // not ours
      }
    }
  }

  /// Where one that begins now would be.
  Leaf at(Instant begins) {
    return new Leaf(directory.resolve(NAME.format(begins) + SUFFIX), begins);
  }
}
