// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The files of a spool, seen from outside.
final class SpoolFiles {
  private static final Duration LOOK = Duration.ofMillis(100);

  /// A spool is at rest that takes less than this share of a processor and whose files stay as they
  /// are, for so long.
  private static final double REST_SHARE = 0.05;

  private static final Duration REST = Duration.ofSeconds(6);

  private final Path directory;

  SpoolFiles(Path directory) {
    this.directory = directory;
  }

  /// Octets of all of them.
  long octets() throws IOException {
    return byRoom().values().stream().mapToLong(Long::longValue).sum();
  }

  /// The same by directory, for people.
  String rooms() throws IOException {
    return byRoom().entrySet().stream()
        .map(room -> "%s %,d MiB".formatted(room.getKey(), room.getValue() >> 20))
        .collect(Collectors.joining(", "));
  }

  private Map<String, Long> byRoom() throws IOException {
    Map<String, Long> rooms = new TreeMap<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            rooms.merge(
                directory.relativize(file).getName(0).toString(), attributes.size(), Long::sum);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // it went meanwhile
          }
        });
    return rooms;
  }

  /// Waits until there are fewer octets, or patience ends; whether there are.
  boolean shrinkBelow(long octets, Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (octets() >= octets) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(LOOK);
    }
    return true;
  }

  /// Waits until the spool is at rest, or patience ends; whether it is.
  boolean rest(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    boolean rests = false;
    while (!rests && System.nanoTime() - end < 0) {
      String before = rooms();
      long processor = Machine.processorNanos();
      Thread.sleep(REST);
      double share = (double) (Machine.processorNanos() - processor) / REST.toNanos();
      rests = share < REST_SHARE && rooms().equals(before);
    }
    return rests;
  }
}
