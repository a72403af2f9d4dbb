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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The files of a spool, seen from outside.
final class SpoolFiles {
  private static final Duration LOOK = Duration.ofMillis(100);

  /// A spool is at rest that takes less than this share of a processor and whose files stay as they
  /// are, for so long.
  private static final double REST_SHARE = 0.05;

  private static final Duration REST = Duration.ofSeconds(12);

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
  boolean shrinkBelow(long octets, Duration patience) throws Exception {
    return waitUntil(() -> octets() < octets, LOOK, patience);
  }

  /// Waits until the spool is at rest, or patience ends; whether it is.
  boolean rest(Duration patience) throws Exception {
    return waitUntil(new Rest(), REST, patience);
  }

  private static boolean waitUntil(Callable<Boolean> look, Duration every, Duration patience)
      throws Exception {
    var seen = new CompletableFuture<Boolean>();
    Runnable step =
        () -> {
          try {
            if (look.call()) {
              seen.complete(true);
            }
          } catch (Exception e) { // whatever it is, the one that waits has to know
            seen.completeExceptionally(e);
          }
        };
    try (var timer = Executors.newSingleThreadScheduledExecutor()) {
      timer.scheduleWithFixedDelay(step, 0, every.toMillis(), TimeUnit.MILLISECONDS);
      return seen.completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS).get();
    }
  }

  /// Whether little was done since it was last asked, and no file has changed.
  private final class Rest implements Callable<Boolean> {
    private String rooms = "";
    private long processor;

    @Override
    public Boolean call() throws IOException {
      String before = rooms;
      long spent = processor;
      rooms = rooms();
      processor = Machine.processorNanos();
      double share = (double) (processor - spent) / REST.toNanos();
      return share < REST_SHARE && rooms.equals(before);
    }
  }
}
