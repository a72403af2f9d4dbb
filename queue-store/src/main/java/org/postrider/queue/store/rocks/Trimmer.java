// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.journal.Journal;
import org.postrider.queue.store.journal.Position;
import org.postrider.queue.store.journal.Usage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the journal short: makes the index durable up to a checkpoint, gives up the segments that
/// are of no use behind it, moves what little is left in others, and has files ready for those to
/// come. On a thread of its own, since it waits for the disk.
final class Trimmer implements AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_BETWEEN_REST = 50;
  private static final int END_SECONDS = 10;

  /// So much of the journal is read again after a crash, at most about.
  private static final int SEGMENTS_BETWEEN = 4;

  /// So many octets of changes are kept in memory before the index writes them, about.
  private static final long CHANGES_BETWEEN = 16 << 20;

  /// With no more than this wasted, nothing is moved; nor while more is in use than is wasted.
  private static final long WASTE = 16 << 20;

  /// With less than this free on the disk nothing is moved: what mail and outcomes need goes first.
  private static final long ROOM = 64 << 20;

  /// Octets moved together, and between two looks at everything else, about.
  private static final int MOVE = 1 << 20;

  private static final int SLICE = 8 << 20;

  private static final Logger log = LoggerFactory.getLogger(Trimmer.class);

  private final RocksSpool spool;
  private final Usage usage;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("spool-trimmer").daemon().factory());
  private int ticks;
  private Position seen = Position.START;
  private boolean cramped;
  private @Nullable Moving moving;
  private volatile boolean checkpointing;

  /// What the index is being made durable up to.
  private volatile @Nullable Position pending;

  Trimmer(RocksSpool spool, Usage usage) {
    this.spool = spool;
    this.usage = usage;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    Store store = spool.store();
    try {
      finishCheckpoint(store);
      store.journal().discard();
      boolean rest = ++ticks % TICKS_BETWEEN_REST == 0;
      if (isCheckpointDue(store, rest)) {
        checkpointing = true;
        spool.committer().submit(new Fence(true, this::flush, _ -> checkpointing = false));
      }
      if (rest) {
        store.journal().relax();
      }
      move(store);
      prepare(store, rest);
    } catch (IOException e) {
      if (!store.index().isClosed()) { // else it ends, or is opened anew, as others tell
        log.warn("the journal is not trimmed now: {}", e.toString());
      }
    } catch (RuntimeException e) { // else the timer would end
      log.error("trimming the journal failed", e);
    }
  }

  /// Where there is no room for a spare file, it is tried again after a while only.
  private void prepare(Store store, boolean rest) throws IOException {
    if (!cramped || rest) {
      cramped = true;
      store.journal().prepare();
      cramped = false;
    }
  }

  /// In time, so that a crash leaves little to be read again; and once nothing comes any more, so
  /// that the space of what has gone comes back.
  private boolean isCheckpointDue(Store store, boolean rest) throws IOException {
    Position end = spool.ledger().batch().written();
    Position last = store.journal().checkpoint();
    boolean quiet = rest && end.equals(seen);
    if (rest) {
      seen = end;
    }
    return !checkpointing
        && (end.segment() - last.segment() >= SEGMENTS_BETWEEN
            || store.index().inMemory() > CHANGES_BETWEEN
            || (quiet && !end.equals(last)));
  }

  /// Begins to make the index durable. On the committer's thread, right after a sync: then all that
  /// is in the index is durable in the journal.
  private void flush() {
    try {
      Position position = spool.ledger().batch().written();
      spool.store().index().flush(false);
      pending = position;
    } catch (IOException e) {
      log.warn("the index could not be made durable", e);
      checkpointing = false;
    }
  }

  private void finishCheckpoint(Store store) throws IOException {
    Position position = pending;
    if (position != null && store.index().isFlushed()) {
      pending = null;
      checkpointing = false;
      store.journal().checkpoint(position);
      sweep();
    }
  }

  /// Forgets what was begun in a store that is closed.
  void reset() {
    pending = null;
    checkpointing = false;
  }

  /// Has segments given up, once what makes them useless is durable.
  private void sweep() {
    spool
        .committer()
        .submit(new Fence(true, this::giveUp, why -> log.debug("no segment is given up: {}", why)));
  }

  private void giveUp() {
    try {
      spool.store().journal().sweep();
    } catch (IOException e) {
      log.warn("a segment could not be given up", e);
    }
  }

  /// Moves some of what is left in the segment with the least in use, where much is wasted in all:
  /// no more at once than lets the rest of the upkeep go on.
  private void move(Store store) throws IOException {
    if (moving == null || !moving.isOf(store)) {
      Long segment = emptiest(store);
      if (segment == null) {
        return;
      }
      moving = Moving.of(store, segment);
    }
    boolean more = true;
    for (int octets = 0; more && octets < SLICE; octets += MOVE) {
      more = moving.step(spool.committer(), MOVE);
    }
    if (!more) {
      moving = null;
      sweep();
    }
  }

  /// The segment with the least in use; null where it is not worth while to move that.
  private @Nullable Long emptiest(Store store) {
    List<Journal.Closed> closed = store.journal().closed();
    long octets = closed.stream().mapToLong(Journal.Closed::octets).sum();
    long live = closed.stream().mapToLong(each -> usage.live(each.segment())).sum();
    if (octets - live < Math.max(WASTE, live) || spool.health().free() < ROOM) {
      return null;
    }
    return closed.stream()
        .filter(each -> usage.live(each.segment()) > 0)
        .min(Comparator.comparingLong(each -> usage.live(each.segment())))
        .map(Journal.Closed::segment)
        .orElse(null);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("trimming the journal does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
