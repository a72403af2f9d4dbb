// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postrider.queue.store.SpoolSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the time and at the disk while the committer may be stuck in a sync: commits whose time
/// is up, space that runs out or comes back.
final class Watch implements AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_BETWEEN_LOOKS_AT_SPACE = 10;
  private static final int TICKS_BETWEEN_LOOKS_AT_SIZE = 50;

  /// With less than this a store that ran full does not go on.
  private static final long ROOM_TO_GO_ON = 32 << 20;

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final SpoolSettings settings;
  private final Runnable onRoom;
  private final Queue<Acceptance.Ticket> tickets = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("spool-watch").daemon().factory());
  private int ticks;
  private volatile long free = Long.MAX_VALUE;
  private volatile long size;

  /// `onRoom` is called again and again while there is room, and must be cheap.
  Watch(SpoolSettings settings, Runnable onRoom) {
    this.settings = settings;
    this.onRoom = onRoom;
  }

  void start() {
    lookAtSpace();
    lookAtSize();
    timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void add(Acceptance.Ticket ticket) {
    tickets.add(ticket);
  }

  /// Forgets the tickets in front that are answered.
  void clearAnswered() {
    Acceptance.Ticket first = tickets.peek();
    while (first != null && first.isAnswered() && tickets.remove(first)) {
      first = tickets.peek();
    }
  }

  /// Whether there is less space than must be left free.
  boolean isLow() {
    return free < settings.leastFree();
  }

  long free() {
    return free;
  }

  /// Octets that the spool takes on the disk, as last seen.
  long size() {
    return size;
  }

  private void tick() {
    try {
      expire();
      ticks++;
      if (ticks % TICKS_BETWEEN_LOOKS_AT_SPACE == 0) {
        lookAtSpace();
      }
      if (ticks % TICKS_BETWEEN_LOOKS_AT_SIZE == 0) {
        lookAtSize();
      }
    } catch (RuntimeException e) { // else the timer would end
      log.error("the spool's watch failed", e);
    }
  }

  private void expire() {
    long timeout = settings.commitTimeout().toNanos();
    Acceptance.Ticket first = tickets.peek();
    while (first != null && (first.isAnswered() || first.expire(timeout))) {
      tickets.remove(first);
      first = tickets.peek();
    }
  }

  private void lookAtSpace() {
    try {
      free = Files.getFileStore(settings.directory()).getUsableSpace();
    } catch (IOException e) {
      log.warn("the free space under {} is not known", settings.directory(), e);
      return;
    }
    if (free >= Math.max(settings.leastFree(), ROOM_TO_GO_ON)) {
      onRoom.run();
    }
  }

  private void lookAtSize() {
    try {
      size =
          octets(settings.directory().resolve("store"))
              + octets(settings.directory().resolve("journal"));
    } catch (IOException e) {
      log.warn("the size of {} is not known", settings.directory(), e);
    }
  }

  private static long octets(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum(); // 0 for one just gone
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
