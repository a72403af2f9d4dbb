// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file or directory of a [Disk], whatever its names: what of it is durable, and what was done to
/// it since.
final class FileNode {
  /// Says that what was written is zeros, and stands nowhere.
  static final long ZEROS = -1;

  private static final int STEP = 1 << 20;

  private final int number;
  private final @Nullable Path durable;
  private final Map<String, FileNode> names = new HashMap<>();
  private final Map<String, FileNode> durableNames = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long size;

  /// Octets that stand in the trace at `at` were written at `offset`, or the file was cut or
  /// extended to `size`, which is its size afterwards in either case.
  private record Change(long when, long offset, long at, long length, long size) {}

  private FileNode(int number, @Nullable Path durable) {
    this.number = number;
    this.durable = durable;
  }

  static FileNode directory() {
    return new FileNode(0, null);
  }

  /// An empty file, whose durable octets will stand in `space`.
  static FileNode file(int number, Path space) throws IOException {
    return new FileNode(number, Files.createFile(space.resolve(Integer.toString(number))));
  }

  boolean isDirectory() {
    return durable == null;
  }

  /// What the names in a directory mean to the running system.
  Map<String, FileNode> names() {
    return names;
  }

  /// What they mean after a power cut.
  Map<String, FileNode> durableNames() {
    return durableNames;
  }

  private Path durable() throws IOException {
    if (durable == null) {
      throw new IOException("the trace writes to a directory");
    }
    return durable;
  }

  /// Makes all octets of a real file durable here.
  void take(Path file) throws IOException {
    Files.copy(file, durable(), StandardCopyOption.REPLACE_EXISTING);
    size = Files.size(file);
  }

  void written(long when, long offset, long at, long length) {
    size = Math.max(size, offset + length);
    changes.add(new Change(when, offset, at, length, size));
  }

  void resized(long when, long to) {
    // What was cut off is zeros where the file grows again.
    changes.add(new Change(when, to, ZEROS, Math.max(0, size - to), to));
    size = to;
  }

  /// A sync that began after `begun` ended: all until then is durable, or lost.
  void synced(long begun, boolean well, Trace trace) throws IOException {
    int covered = 0;
    while (covered < changes.size() && changes.get(covered).when <= begun) {
      covered++;
    }
    if (covered == 0) {
      return;
    }
    List<Change> settled = changes.subList(0, covered);
    if (well) {
      try (FileChannel file = FileChannel.open(durable(), StandardOpenOption.WRITE)) {
        for (Change change : settled) {
          copy(change, 0, change.length, file, trace);
          resize(file, change.size);
        }
      }
    }
    settled.clear();
  }

  /// Writes the file as it is found after a power cut.
  void rebuild(Path target, Loss loss, Trace trace) throws IOException {
    Files.copy(durable(), target);
    if (changes.isEmpty()) {
      return;
    }
    int sizeKept = loss.sizeKept(number, changes.size());
    try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
      long found = sizeKept == 0 ? file.size() : changes.get(sizeKept - 1).size;
      for (int i = 0; i < changes.size(); i++) {
        rebuild(i, file, loss, trace);
      }
      resize(file, found);
    }
  }

  /// Writes those sectors of a change that have come to the disk.
  private void rebuild(int index, FileChannel file, Loss loss, Trace trace) throws IOException {
    Change change = changes.get(index);
    long end = change.offset + change.length;
    long run = -1;
    long at = change.offset;
    while (at < end) {
      boolean kept = loss.kept(number, at / Loss.SECTOR, changes.size()) > index;
      if (kept && run < 0) {
        run = at;
      } else if (!kept && run >= 0) {
        copy(change, run - change.offset, at - run, file, trace);
        run = -1;
      }
      at = Math.min(end, (at / Loss.SECTOR + 1) * Loss.SECTOR);
    }
    if (run >= 0) {
      copy(change, run - change.offset, end - run, file, trace);
    }
  }

  /// Copies `length` octets of a change, after the first `from`.
  private static void copy(Change change, long from, long length, FileChannel file, Trace trace)
      throws IOException {
    for (long done = 0; done < length; ) {
      long step = Math.min(STEP, length - done);
      ByteBuffer octets =
          change.at == ZEROS
              ? ByteBuffer.allocate((int) step)
              : trace.octets(change.at + from + done, step);
      long to = change.offset + from + done;
      while (octets.hasRemaining()) {
        to += file.write(octets, to);
      }
      done += step;
    }
  }

  private static void resize(FileChannel file, long size) throws IOException {
    if (file.size() > size) {
      file.truncate(size);
    } else if (file.size() < size) {
      file.write(ByteBuffer.allocate(1), size - 1);
    }
  }
}
