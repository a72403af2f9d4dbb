// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what a journal left behind, however it ended.
///
/// Where the last segment stops making sense, the journal ends: what stood there was not durable
/// yet, hence never acknowledged, unless a later frame says that it was. That, and anything broken
/// in a segment that has a successor, is damage: it is reported, and passed over.
public final class Recovery {
  /// Takes changes of the index, in order.
  @FunctionalInterface
  public interface Redo {
    /// What was written, and where the journal goes on after it.
    void changes(byte[] batch, Position after) throws IOException;
  }

  /// What should be there and is not.
  ///
  /// @param file the segment's file, or the directory where a whole one is missing
  public record Damage(Path file, Position at) {
    /// Whether the whole segment is missing.
    public boolean isMissing() {
      return at.segment() > 0 && at.offset() == 0;
    }

    /// Whether what is damaged is the head, without which nothing can be read.
    public boolean isHead() {
      return at.segment() == 0;
    }
  }

  private final NavigableMap<Long, Segment> segments = new TreeMap<>();
  private final List<Path> spares = new ArrayList<>();
  private final List<Damage> damage = new ArrayList<>();
  private final Path directory;
  private long lastName;
  private Position end = Position.START;

  private Recovery(Path directory) {
    this.directory = directory;
  }

  /// Gives the changes after `from` to `redo`. The directory is made if it is not there.
  ///
  /// @param refused where what begins was refused to whoever brought it, and must go; null where
  ///   nobody knows of such a place
  static Recovery read(Path directory, Position from, @Nullable Position refused, Redo redo)
      throws IOException {
    Durable.make(directory);
    Recovery recovery = new Recovery(directory);
    recovery.find();
    if (refused != null) {
      recovery.cut(refused);
    }
    recovery.replay(from, redo);
    return recovery;
  }

  NavigableMap<Long, Segment> segments() {
    return segments;
  }

  List<Path> spares() {
    return spares;
  }

  List<Damage> damage() {
    return damage;
  }

  long lastName() {
    return lastName;
  }

  /// After the last frame that counts.
  Position end() {
    return end;
  }

  private void find() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    NavigableMap<Long, Integer> ends = new TreeMap<>();
    for (Path file : files) {
      if (Spares.isUnfinished(file)) {
        Files.delete(file);
      } else if (Spares.isSegment(file)) {
        lastName = Math.max(lastName, Spares.named(file));
        find(file, ends);
      }
    }
    segments.values().forEach(s -> s.end(ends.getOrDefault(s.number(), s.end())));
  }

  private void find(Path file, NavigableMap<Long, Integer> ends) throws IOException {
    byte[] octets;
    try (InputStream in = Files.newInputStream(file)) {
      octets = in.readNBytes(SegmentHead.SIZE);
    }
    SegmentHead head = SegmentHead.read(octets);
    if (head != null) {
      int size = Math.toIntExact(Files.size(file));
      segments.put(head.number(), new Segment(head.number(), file, size));
      ends.put(head.number() - 1, head.previousEnd());
    } else if (isNew(octets)) {
      spares.add(file);
    } else {
      damage.add(new Damage(file, Position.START));
    }
  }

  /// Whether nothing was ever written there.
  private static boolean isNew(byte[] octets) {
    for (byte octet : octets) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  private void cut(Position refused) throws IOException {
    for (Segment later : segments.tailMap(refused.segment(), false).values()) {
      Files.delete(later.file());
    }
    Durable.sync(directory); // so that no segment to come has the number of one that went
    segments.tailMap(refused.segment(), false).clear();
    Segment last = segments.get(refused.segment());
    if (last != null) {
      last.end(refused.offset());
    }
  }

  private void replay(Position from, Redo redo) throws IOException {
    end = from;
    if (segments.isEmpty()) {
      return;
    }
    Segment last = segments.lastEntry().getValue();
    sync(last);
    for (long number = Math.max(from.segment(), segments.firstKey());
        number <= last.number();
        number++) {
      Segment segment = segments.get(number);
      if (segment == null) {
        damage.add(new Damage(directory, new Position(number, 0)));
        continue;
      }
      int start = number == from.segment() ? from.offset() : SegmentHead.SIZE;
      segment.end(replay(segment, start, segment == last, redo));
      end = new Position(number, segment.end());
    }
  }

  /// What is read now was perhaps never made durable; what is built on it must be.
  private static void sync(Segment segment) throws IOException {
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      channel.force(false);
    }
  }

  private int replay(Segment segment, int start, boolean last, Redo redo) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(Files.readAllBytes(segment.file()));
    octets.limit(Math.min(octets.limit(), segment.end()));
    long number = segment.number();
    int at = start;
    while (at < octets.limit()) {
      Frame frame = Frame.whole(octets, number, at);
      if (frame == null) {
        Position here = new Position(number, at);
        if (last && !wasDurable(octets, here)) {
          return at;
        }
        damage.add(new Damage(segment.file(), here));
        frame = next(octets, number, at + 1);
      }
      if (frame == null) {
        return octets.limit();
      }
      at = frame.at().offset() + frame.size();
      if (frame.kind() == Frame.CHANGES) {
        redo.changes(changes(octets, frame), new Position(number, at));
      }
    }
    return at;
  }

  private static byte[] changes(ByteBuffer octets, Frame frame) {
    byte[] changes = new byte[frame.length() - Frame.DURABLE];
    octets.get(frame.at().offset() + Frame.HEAD + Frame.DURABLE, changes);
    return changes;
  }

  /// The first whole frame that begins at `from` or later; null where there is none.
  static @Nullable Frame next(ByteBuffer octets, long segment, int from) {
    for (int at = from; at < octets.limit(); at++) {
      Frame frame = Frame.whole(octets, segment, at);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  /// Whether a later frame says that what stood here was durable.
  private static boolean wasDurable(ByteBuffer octets, Position here) {
    int from = here.offset() + 1;
    for (Frame frame = next(octets, here.segment(), from);
        frame != null;
        frame = next(octets, here.segment(), from)) {
      int at = frame.at().offset() + Frame.HEAD;
      Position durable = new Position(octets.getLong(at), octets.getInt(at + Long.BYTES));
      if (frame.kind() == Frame.CHANGES && durable.compareTo(here) > 0) {
        return true;
      }
      from = frame.at().offset() + frame.size();
    }
    return false;
  }
}
