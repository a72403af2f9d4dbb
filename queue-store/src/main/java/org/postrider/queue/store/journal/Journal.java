// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The journal, open. One thread appends and syncs; any may read, and fill spare files.
///
/// A segment is of use while pieces in it are, and while changes in it are not durable in the index
/// yet. Then its file serves another.
public final class Journal implements AutoCloseable {
  private static final int STAGING = 1 << 20;

  /// What a file system writes at least.
  private static final int PAGE = 4096;

  private static final ByteBuffer ZEROS = ByteBuffer.allocate(2 * PAGE);

  private final Path directory;
  private final Usage usage;
  private final Spares spares;
  private final List<Recovery.Damage> damage;
  private final ConcurrentNavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
  private Segment active;
  private FileChannel out;

  /// Octets of the active segment that were handed to the file system.
  private int written;

  /// Up to where everything is on stable storage.
  private Position durable;

  /// From here on the index has to be brought up to date after a crash.
  private volatile Position checkpoint;

  private boolean broken;

  private Journal(Path directory, Usage usage, Position checkpoint, Recovery found)
      throws IOException {
    this.directory = directory;
    this.usage = usage;
    this.checkpoint = checkpoint;
    spares = new Spares(directory, found.lastName(), System::nanoTime);
    damage = List.copyOf(found.damage());
    segments.putAll(found.segments());
    for (Path file : found.spares()) {
      spares.give(file);
    }
    durable = found.end();
    Path file = spares.take(Segment.SIZE);
    active = new Segment(durable.segment() + 1, file, 0);
    out = FileChannel.open(file, StandardOpenOption.WRITE);
    begin(durable.offset());
  }

  /// Opens what is under `directory`, making it if need be. What the index did not know at
  /// `checkpoint` is given to `redo` first. What is appended from now on goes into a new segment,
  /// so that it never meets what a crash left.
  ///
  /// @param refused up to where a journal of this directory that has failed was [#durable]: what
  ///   stands behind was refused to whoever brought it; null at a start
  public static Journal open(
      Path directory,
      Usage usage,
      Position checkpoint,
      @Nullable Position refused,
      Recovery.Redo redo)
      throws IOException {
    Recovery found = Recovery.read(directory, checkpoint, refused, redo);
    return new Journal(directory, usage, checkpoint, found);
  }

  /// What was found damaged when it was opened.
  public List<Recovery.Damage> damage() {
    return damage;
  }

  private void begin(int previousEnd) {
    written = 0;
    staging.clear();
    staging.put(new SegmentHead(active.number(), previousEnd).octets());
    segments.put(active.number(), active);
  }

  /// After what was appended last. Like all that follows up to [#read], for the one thread.
  public Position end() {
    return new Position(active.number(), written + staging.position());
  }

  /// Up to where everything is on stable storage.
  public Position durable() {
    return durable;
  }

  /// How many octets the active segment has room for; what is more goes into another.
  public int room() {
    return Math.max(0, Segment.SIZE - end().offset());
  }

  /// Appends a piece of a content.
  public Extent append(Piece piece) throws IOException {
    int length = Piece.PREFIX + piece.octets().remaining();
    Frame frame = begin(Frame.PIECE, length, piece.sum());
    put(frame.head());
    put(piece.prefix());
    put(piece.octets().duplicate());
    return new Extent(frame.at().segment(), frame.at().offset(), piece.octets().remaining());
  }

  /// Appends changes of the index.
  public void append(byte[] changes) throws IOException {
    ByteBuffer before = ByteBuffer.allocate(Frame.DURABLE);
    before.putLong(durable.segment()).putInt(durable.offset()).flip();
    CRC32C sum = new CRC32C();
    sum.update(before.array());
    sum.update(changes);
    Frame frame = begin(Frame.CHANGES, Frame.DURABLE + changes.length, (int) sum.getValue());
    put(frame.head());
    put(before);
    put(ByteBuffer.wrap(changes));
  }

  private Frame begin(byte kind, int length, int sum) throws IOException {
    if (broken) {
      throw new IOException("the journal is broken");
    }
    int size = Frame.HEAD + length;
    if (end().offset() + size > Segment.SIZE && end().offset() > SegmentHead.SIZE) {
      roll(size);
    }
    return new Frame(end(), kind, length, sum);
  }

  private void put(ByteBuffer octets) throws IOException {
    while (octets.hasRemaining()) {
      if (!staging.hasRemaining()) {
        write();
      }
      int part = Math.min(staging.remaining(), octets.remaining());
      staging.put(octets.slice(octets.position(), part));
      octets.position(octets.position() + part);
    }
  }

  /// Hands what was appended to the file system: from then on it can be read.
  public void write() throws IOException {
    broken = true;
    staging.flip();
    while (staging.hasRemaining()) {
      written += out.write(staging, written);
    }
    staging.clear();
    active.end(written);
    broken = false;
  }

  /// Makes what was appended durable. Where that fails nothing more is taken: nobody knows what the
  /// file system has kept, and a second sync would not say.
  public void sync() throws IOException {
    if (!end().equals(durable)) {
      fill();
      write();
      Position end = end();
      broken = true;
      out.force(false);
      broken = false;
      durable = end;
    }
  }

  /// Ends the page, with a piece of no content. So a page is written to the disk once: none that
  /// has something durable in it is ever touched again, and none has to be read to be completed.
  private void fill() throws IOException {
    int end = end().offset();
    int gap = Math.floorMod(-end, PAGE);
    if (gap > 0 && gap < Frame.HEAD + Piece.PREFIX) {
      gap += PAGE;
    }
    if (gap > 0 && end + gap <= Segment.SIZE) {
      append(Piece.of(Piece.NO_CONTENT, 0, ZEROS.slice(0, gap - Frame.HEAD - Piece.PREFIX)));
    }
  }

  /// Goes on in another file, once all of this one is durable.
  private void roll(int size) throws IOException {
    sync();
    broken = true;
    Path file = spares.take(SegmentHead.SIZE + size);
    out.close();
    out = FileChannel.open(file, StandardOpenOption.WRITE);
    int previousEnd = written;
    active = new Segment(active.number() + 1, file, 0);
    begin(previousEnd);
    broken = false;
  }

  /// The index has all changes before a position durably.
  public void checkpoint(Position position) {
    checkpoint = position;
  }

  /// From here on the index has to be brought up to date after a crash. Any thread.
  public Position checkpoint() {
    return checkpoint;
  }

  /// Gives up the segments that are of no use any more. To be called when all is durable that makes
  /// them so.
  public void sweep() throws IOException {
    for (Segment segment : List.copyOf(segments.headMap(checkpoint.segment()).values())) {
      if (segment.number() != active.number()
          && usage.isFree(segment.number())
          && segment.retire()) {
        segments.remove(segment.number());
        usage.forget(segment.number());
        spares.give(segment.file());
      }
    }
  }

  /// The octets of a piece, from position to limit; null where its segment has been given up.
  /// Throws [BrokenFrameException] where they are not what was written. Any thread, like all that
  /// follows.
  public @Nullable ByteBuffer read(Extent extent) throws IOException {
    Segment segment = segments.get(extent.segment());
    ByteBuffer octets =
        segment == null
            ? null
            : segment.read(extent.offset(), Frame.HEAD + Piece.PREFIX + extent.length());
    if (octets == null) {
      return null;
    }
    Frame frame = Frame.read(octets, 0, extent.segment(), extent.offset());
    if (frame == null
        || frame.kind() != Frame.PIECE
        || frame.size() != octets.limit()
        || !frame.isWhole(octets, 0)) {
      throw new BrokenFrameException("the piece at " + extent + " is damaged");
    }
    return octets.position(Frame.HEAD + Piece.PREFIX);
  }

  /// A piece that was found by going through a segment.
  public record Found(long content, int number, Extent extent) {}

  /// The pieces in a segment, whether they are of use or not; nothing of a segment that is gone.
  public List<Found> pieces(long number) throws IOException {
    Segment segment = segments.get(number);
    ByteBuffer octets = segment == null ? null : segment.read(0, segment.end());
    List<Found> found = new ArrayList<>();
    if (octets == null) {
      return found;
    }
    int at = SegmentHead.SIZE;
    while (at < octets.limit()) {
      Frame frame = Recovery.next(octets, number, at);
      if (frame == null) {
        break;
      }
      int from = frame.at().offset();
      if (frame.kind() == Frame.PIECE) {
        ByteBuffer prefix = octets.slice(from + Frame.HEAD, Piece.PREFIX);
        Extent extent = new Extent(number, from, frame.length() - Piece.PREFIX);
        long content = prefix.getLong();
        if (content != Piece.NO_CONTENT) {
          found.add(new Found(content, prefix.getInt(), extent));
        }
      }
      at = from + frame.size();
    }
    return found;
  }

  /// A segment that is not written any more, and how many octets it has.
  public record Closed(long segment, long octets) {}

  /// The segments that the index needs for their pieces alone.
  public List<Closed> closed() {
    return segments.headMap(checkpoint.segment()).values().stream()
        .map(segment -> new Closed(segment.number(), segment.end()))
        .toList();
  }

  /// Fills spare files while they are wanted. Slow.
  public void prepare() throws IOException {
    spares.fill();
  }

  /// Deletes the files of segments that were given up and cannot serve again. Slow.
  public void discard() throws IOException {
    spares.discard();
  }

  /// Gives up spare files that were not needed lately.
  public void relax() throws IOException {
    spares.relax();
  }

  /// Where the files are.
  public Path directory() {
    return directory;
  }

  /// Ends; what was not synced may be lost. From then on the directory may be opened again, even
  /// where a thread still has this journal in its hands.
  @Override
  public void close() throws IOException {
    spares.close();
    out.close();
  }
}
