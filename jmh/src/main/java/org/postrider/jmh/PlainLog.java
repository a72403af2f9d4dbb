// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The physical limit a store is held against: records are appended to a file by one thread, with
/// one `fdatasync` for all that wait. Nothing can be read back, found or deleted. A new file is
/// begun every 256 MiB, so that measuring does not fill the disk.
final class PlainLog implements AutoCloseable {
  private static final long MOST_OCTETS = 256L << 20;
  private static final int MOST_AT_ONCE = 1_024;
  private static final Append END = new Append(new byte[0], new CompletableFuture<>());

  private final Path file;
  private final LinkedBlockingQueue<Append> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;

  private PlainLog(Path file) {
    this.file = file;
    writer = Thread.ofPlatform().name("plain-log").unstarted(this::write);
  }

  static PlainLog open(Path directory) {
    PlainLog log = new PlainLog(directory.resolve("plain.log"));
    log.writer.start();
    return log;
  }

  /// Completes when the octets are on the disk.
  CompletableFuture<Void> append(byte[] octets) {
    var append = new Append(octets, new CompletableFuture<>());
    waiting.add(append);
    return append.done;
  }

  @Override
  public void close() throws IOException {
    waiting.add(END);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(file);
  }

  private void write() {
    try {
      boolean more = true;
      while (more) {
        more = writeOneFile();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean writeOneFile() throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    var batch = new ArrayList<Append>();
    try (var log =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (log.position() < MOST_OCTETS) {
        batch.clear();
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        boolean end = batch.remove(END);
        writeAll(log, batch);
        log.force(false);
        batch.forEach(append -> append.done.complete(null));
        if (end) {
          return false;
        }
      }
    }
    return true;
  }

  private static void writeAll(FileChannel log, List<Append> batch) throws IOException {
    ByteBuffer[] buffers =
        batch.stream().map(append -> ByteBuffer.wrap(append.octets)).toArray(ByteBuffer[]::new);
    int next = 0;
    while (next < buffers.length) {
      log.write(buffers, next, buffers.length - next);
      while (next < buffers.length && !buffers[next].hasRemaining()) {
        next++;
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // appends are never compared
  private record Append(byte[] octets, CompletableFuture<Void> done) {}
}
