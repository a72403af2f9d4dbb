// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.queue.store.SpoolSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the time and at the disk while the committer may be stuck in a sync: commits whose time
/// is up, space that runs out or comes back.
final class Watch implements AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_BETWEEN_LOOKS_AT_SPACE = 10;

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

  /// Octets of messages taken since the last look at the size.
  private final AtomicLong taken = new AtomicLong();

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

  /// Counts octets of a message on its way to the disk.
  void took(long octets) {
    taken.addAndGet(octets);
  }

  /// Why there is no room for so many octets now; `""` where there is.
  String lack(long octets) {
    if (free - octets < settings.leastFree()) {
      return "less than the least free space is left on the disk";
    }
    long most = settings.mostSize();
    return most > 0 && size + taken.get() + octets > most
        ? "the spool has the most size that it may have"
        : "";
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
    long before = taken.get();
    Sum sum = new Sum();
    try {
      Files.walkFileTree(settings.directory(), sum);
    } catch (IOException e) {
      log.warn("the size of {} is not known", settings.directory(), e);
      return;
    }
    size = sum.octets;
    taken.addAndGet(-before);
  }

  /// Adds up files; those that go meanwhile count as nothing.
  private static final class Sum extends SimpleFileVisitor<Path> {
    private long octets;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      octets += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(1, TimeUnit.SECONDS); // a look under way holds the directory open
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
