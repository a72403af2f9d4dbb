// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A file of the journal while it has a number. Whoever reads holds it; only when nobody does may
/// the file be put to another use. Any thread.
final class Segment {
  /// Octets of an ordinary one.
  static final int SIZE = 16 << 20;

  private final long number;
  private final Path file;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile int end;
  private boolean retired;

  /// @param end where its frames end, as far as that is known
  Segment(long number, Path file, int end) {
    this.number = number;
    this.file = file;
    this.end = end;
  }

  long number() {
    return number;
  }

  Path file() {
    return file;
  }

  int end() {
    return end;
  }

  void end(int at) {
    end = at;
  }

  /// Octets of the file, from `offset` on; throws [BrokenFrameException] where it is shorter. Null
  /// where the file has been put to another use.
  ///
  /// Not by a channel: a thread that is interrupted would close it under everybody's feet.
  @Nullable ByteBuffer read(int offset, int length) throws IOException {
    lock.readLock().lock();
    try {
      if (retired) {
        return null;
      }
      byte[] octets = new byte[length];
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        in.seek(offset);
        in.readFully(octets);
      } catch (EOFException e) {
        throw new BrokenFrameException("segment " + number + " is cut off: " + e);
      }
      return ByteBuffer.wrap(octets);
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Ends its use; false where somebody is reading.
  boolean retire() {
    if (!lock.writeLock().tryLock()) {
      return false;
    }
    try {
      retired = true;
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
