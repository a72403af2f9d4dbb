// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// Which next hops and destinations an operator has left alone, by their names, also over a
/// restart: one a line. For one thread at a time.
final class Suspended {
  private final Path file;
  private final NavigableSet<String> names;

  private Suspended(Path file, NavigableSet<String> names) {
    this.file = file;
    this.names = names;
  }

  /// Reads the file; there need not be one.
  static Suspended read(Path file) throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    try {
      Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .forEach(names::add);
    } catch (NoSuchFileException _) {
      return new Suspended(file, names); // nothing is left alone
    }
    return new Suspended(file, names);
  }

  /// Their names.
  Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  /// Adds a name, or takes it out, durably; false where that changes nothing.
  boolean change(String name, boolean suspend) throws IOException {
    if (names.contains(name) == suspend) {
      return false;
    }
    NavigableSet<String> next = new TreeSet<>(names);
    if (suspend) {
      next.add(name);
    } else {
      next.remove(name);
    }
    write(next);
    names.clear();
    names.addAll(next);
    return true;
  }

  private void write(NavigableSet<String> next) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, next);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
