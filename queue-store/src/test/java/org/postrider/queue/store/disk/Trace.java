// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Reads what `src/test/c/disk.c` has recorded, event by event.
final class Trace implements AutoCloseable {
  private static final int HEAD = 32;

  private final FileChannel file;
  private final long end;
  private long at;

  private Trace(FileChannel file) throws IOException {
    this.file = file;
    end = file.size();
  }

  static Trace open(Path path) throws IOException {
    return new Trace(FileChannel.open(path, StandardOpenOption.READ));
  }

  /// The next event; null at the end, which may be cut off.
  @Nullable Event next() throws IOException {
    if (at + HEAD > end) {
      return null;
    }
    ByteBuffer head = octets(at, HEAD).order(ByteOrder.LITTLE_ENDIAN);
    int kind = head.getInt();
    int handle = head.getInt();
    long a = head.getLong();
    long b = head.getLong();
    long length = head.getLong();
    long data = at + HEAD;
    if (data + length > end) {
      return null;
    }
    at = data + length;
    return switch (kind) {
      case 1 -> new Event.Opened(handle, (a & 1) != 0, (a & 2) != 0, text(data, length));
      case 2 -> new Event.Written(handle, a, data, length);
      case 3 -> new Event.Resized(handle, a);
      case 4 -> new Event.Zeroed(handle, a, b);
      case 5 -> new Event.Renamed(two(data, length)[0], two(data, length)[1]);
      case 6, 8 -> new Event.Removed(text(data, length));
      case 7 -> new Event.DirectoryMade(text(data, length));
      case 9 -> new Event.Linked(two(data, length)[0], two(data, length)[1]);
      case 10 -> new Event.SyncBegun(handle, a);
      case 11 -> new Event.SyncEnded(handle, a, (int) b);
      case 12 -> new Event.Noted(text(data, length));
      case 13 -> new Event.Failed(text(data, length));
      default -> throw new IOException("no event of kind " + kind);
    };
  }

  /// Octets of the trace, to be read from the buffer.
  ByteBuffer octets(long from, long length) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) length);
    while (octets.hasRemaining()) {
      if (file.read(octets, from + octets.position()) < 0) {
        throw new IOException("the trace ends too early");
      }
    }
    return octets.flip();
  }

  private String text(long from, long length) throws IOException {
    return StandardCharsets.UTF_8.decode(octets(from, length)).toString();
  }

  private String[] two(long from, long length) throws IOException {
    return text(from, length).split("\0", -1);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
