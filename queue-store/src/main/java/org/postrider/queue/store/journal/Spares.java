// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Files for segments to come. Each was filled once and is used again and again, because a sync of
/// octets that take the place of others has nothing to tell the file system: it costs a fraction of
/// one that also makes a file longer. Any thread.
final class Spares implements AutoCloseable {
  /// So many that came back are kept while mail comes fast.
  private static final int MOST = 8;

  /// Where files are needed faster than this, filling them would only take the disk's time away.
  private static final long FAST_NANOS = 1_000_000_000L;

  private static final int ZEROS = 1 << 18;
  private static final String SUFFIX = ".segment";
  private static final String UNFINISHED = ".part";

  private final Path directory;
  private final LongSupplier nanoTime;
  private final Deque<Path> files = new ArrayDeque<>();
  private final Queue<Path> useless = new ConcurrentLinkedQueue<>();

  /// Held by whoever makes or deletes files that no segment waits for.
  private final Lock upkeep = new ReentrantLock();

  private volatile boolean closed;
  private long last;
  private boolean taken;
  private long takenNanos;

  /// @param last the greatest number that a file there has in its name
  Spares(Path directory, long last, LongSupplier nanoTime) {
    this.directory = directory;
    this.last = last;
    this.nanoTime = nanoTime;
    takenNanos = nanoTime.getAsLong() - FAST_NANOS;
  }

  static boolean isSegment(Path file) {
    return file.toString().endsWith(SUFFIX);
  }

  static boolean isUnfinished(Path file) {
    return file.toString().endsWith(UNFINISHED);
  }

  /// The number in a segment file's name, which has nothing to do with the segment's.
  static long named(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      return 0; // not one of ours to count on from
    }
  }

  /// A file for so many octets, at best one that was filled before.
  Path take(int size) throws IOException {
    Path file = size > Segment.SIZE ? null : poll();
    return file == null ? create() : file;
  }

  private synchronized @Nullable Path poll() {
    taken = true;
    takenNanos = nanoTime.getAsLong();
    return files.pollFirst();
  }

  /// Not filled: who needs it now cannot wait for that.
  private Path create() throws IOException {
    Path file = name();
    Files.createFile(file);
    Durable.sync(directory);
    return file;
  }

  private synchronized Path name() {
    return directory.resolve("%08d%s".formatted(++last, SUFFIX));
  }

  /// Takes a file back that is not used any more. Quick: one that can't serve again goes with the
  /// next [#discard].
  void give(Path file) throws IOException {
    if (Files.size(file) != Segment.SIZE || !keep(file)) {
      useless.add(file);
    }
  }

  /// Deletes what came back and cannot serve again. Slow.
  void discard() throws IOException {
    upkeep.lock();
    try {
      for (Path file = useless.poll(); file != null; file = useless.poll()) {
        Files.delete(file);
      }
    } finally {
      upkeep.unlock();
    }
  }

  private synchronized boolean keep(Path file) {
    return files.size() < MOST && files.add(file);
  }

  /// Fills a file where there is none. Slow.
  void fill() throws IOException {
    upkeep.lock();
    try {
      if (isShort()) {
        fill(name());
      }
    } finally {
      upkeep.unlock();
    }
  }

  private synchronized boolean isShort() {
    return !closed && files.isEmpty() && nanoTime.getAsLong() - takenNanos > FAST_NANOS;
  }

  private void fill(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
      for (int done = 0; done < Segment.SIZE && !closed; done += zeros.limit()) {
        zeros.clear().limit(Math.min(ZEROS, Segment.SIZE - done));
        while (zeros.hasRemaining()) {
          out.write(zeros);
        }
      }
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    if (closed) {
      Files.delete(part);
      return;
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    Durable.sync(directory);
    if (!keep(file)) {
      Files.delete(file);
    }
  }

  /// Gives up all but one, unless some were needed since the last call.
  void relax() throws IOException {
    upkeep.lock();
    try {
      for (Path file = surplus(); file != null; file = surplus()) {
        Files.delete(file);
      }
    } finally {
      upkeep.unlock();
    }
  }

  private synchronized @Nullable Path surplus() {
    if (taken || files.size() <= 1) {
      taken = false;
      return null;
    }
    return files.pollLast();
  }

  /// From its return on the directory is not touched any more: the files may be somebody else's.
  /// Waits for whoever is about to make or delete one.
  @Override
  public void close() {
    closed = true;
    upkeep.lock();
    try {
      forget();
    } finally {
      upkeep.unlock();
    }
  }

  private synchronized void forget() {
    files.clear();
    useless.clear();
  }
}
