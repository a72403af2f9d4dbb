// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Piece;
import org.postrider.queue.store.memory.PieceContent;
import org.postrider.queue.store.memory.Pieces;
import org.postrider.smtp.protocol.message.Content;

/// A message on its way in. The last piece stays in memory until the commit; those before it are
/// written, unsynced, as they become whole.
final class RocksIntake implements Intake {
  private static final byte[] NO_HEAD = {};

  private final RocksSpool spool;
  private final long content;
  private final Pieces pieces;

  /// Pieces handed to the committer and not written yet, by number.
  private final Map<Integer, ByteBuffer> flying = new ConcurrentHashMap<>();

  /// Where the pieces before the last were written.
  private final List<Extent> extents = new CopyOnWriteArrayList<>();

  private volatile @Nullable SpoolRefusal failure;
  private int written;
  private boolean over;

  RocksIntake(RocksSpool spool, long content, long sizeHint) {
    this.spool = spool;
    this.content = content;
    pieces = new Pieces(sizeHint);
  }

  @Override
  public boolean append(byte[] octets, int from, int length) {
    if (over) {
      throw new IllegalStateException("appended after the end of the intake");
    }
    if (failure == null) {
      pieces.append(octets, from, length);
      for (byte[] piece = pieces.poll(); piece != null; piece = pieces.poll()) {
        write(ByteBuffer.wrap(piece));
      }
    } else {
      dropped += length;
    }
    return spool.flight().isOpen();
  }

  /// Octets that came after the failure.
  private long dropped;

  private void write(ByteBuffer piece) {
    if (!spool.flight().add(Pieces.SIZE)) {
      fail(new SpoolRefusal.Unhealthy("octets come faster than they can be stored"));
    }
    if (failure != null) {
      return;
    }
    int number = written++;
    flying.put(number, piece);
    spool.committer().submit(new Staging(number, Piece.of(content, number, piece)));
  }

  private void fail(SpoolRefusal why) {
    failure = why;
  }

  private final class Staging implements Work {
    private final int number;
    private final Piece piece;

    Staging(int number, Piece piece) {
      this.number = number;
      this.piece = piece;
    }

    @Override
    public void apply(Ledger ledger) throws IOException {
      if (failure == null && spool.isCurrent(content)) {
        extents.add(ledger.stage(piece));
      }
    }

    @Override
    public boolean mustBeDurable() {
      return false;
    }

    @Override
    public void done() {
      spool.flight().remove(Pieces.SIZE);
      flying.remove(number);
    }

    @Override
    public void failed(SpoolRefusal why) {
      fail(why);
      done();
    }
  }

  @Override
  public CompletionStage<Void> ready() {
    return spool.flight().ready();
  }

  @Override
  public long size() {
    return pieces.size() + dropped;
  }

  @Override
  public Content staged() {
    int before = written;
    ByteBuffer last = pieces.last();
    return PieceContent.of(
        NO_HEAD, pieces.size(), number -> number == before ? last : staged(number));
  }

  private ByteBuffer staged(int number) throws IOException {
    ByteBuffer piece = flying.get(number);
    if (piece == null) {
      piece = spool.store().journal().read(extents.get(number));
    }
    if (piece == null) {
      throw new IOException("the content is gone");
    }
    return piece;
  }

  @Override
  public CompletionStage<Commit> commit(Envelope envelope, List<Entry> entries) {
    Parcel parcel = seal(envelope, entries);
    SpoolRefusal why = failure;
    if (why == null) {
      why = spool.admit(0).orElse(null);
    }
    if (why != null) {
      drop();
      return CompletableFuture.completedStage(why);
    }
    return spool.accept(parcel);
  }

  /// Ends the intake and makes it ready to be written.
  Parcel seal(Envelope envelope, List<Entry> entries) {
    envelope.check(entries, size());
    if (over) {
      throw new IllegalStateException("an intake is committed or abandoned once");
    }
    over = true;
    Piece tail = pieces.size() == 0 ? null : Piece.of(content, written, pieces.last());
    return Parcel.of(envelope, entries, new Records.Stored(content, pieces.size()), tail, extents);
  }

  /// Why it cannot be committed; null where it can.
  @Nullable SpoolRefusal failure() {
    return failure;
  }

  @Override
  public void abandon() {
    if (!over) {
      over = true;
      drop();
    }
  }

  private void drop() {
    if (written > 0) {
      spool.drop(content, extents);
    }
  }
}
