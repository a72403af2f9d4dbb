// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Spool;

/// Reads what is due, as much as there is room for: over all queues in order of due time, and those
/// that are behind each by itself. So what is due is found, and what waits for one destination is
/// not walked over to find another's. Confined to the thread of the [Scheduler].
final class Look {
  /// Entries read from the spool at once.
  static final int BATCH = 256;

  /// Readings over all queues in one look, before those that are behind have their turn.
  static final int MOST_READINGS = 100;

  /// How far behind the time of the look a commit may become visible without a hint.
  private static final Duration LAG = Duration.ofMinutes(1);

  private final Spool spool;
  private final Sites sites;
  private final Taker taker;
  private final LongSupplier nanos;
  private final Map<Part, Cursors> parts = new HashMap<>();

  /// To whom it is said what is found.
  interface Taker {
    /// An entry was found.
    void take(Entry entry, Place from, Instant now);

    /// Between two readings: whether to go on.
    boolean goesOn();
  }

  /// The cursor of a part, and those of a while ago and of longer ago.
  private final class Cursors {
    String now = Due.START;
    String recent = Due.START;
    String old = Due.START;
    long movedNanos = nanos.getAsLong();

    void move(String cursor) {
      now = cursor;
      if (nanos.getAsLong() - movedNanos > LAG.toNanos()) {
        movedNanos = nanos.getAsLong();
        old = recent;
        recent = now;
      }
    }
  }

  /// `nanos` is the time that passes between readings.
  Look(Spool spool, Sites sites, Taker taker, LongSupplier nanos) {
    this.spool = spool;
    this.nanos = nanos;
    this.sites = sites;
    this.taker = taker;
  }

  private Cursors cursors(Part part) {
    return parts.computeIfAbsent(part, key -> new Cursors());
  }

  /// Where in a part an entry stands at the earliest that somebody hinted at just now.
  Place hinted(Part part) {
    return new Place(part, cursors(part).old);
  }

  /// Comes by what was hinted at and is not taken, once more.
  void back(Part part) {
    Cursors at = cursors(part);
    at.now = at.old;
  }

  /// Reads everything once more, whatever is known of it.
  void restart(Instant now) {
    sites.tidy(now);
    parts.values().forEach(at -> at.now = Due.START);
  }

  /// Looks at what is due now; false where that was not all, and there is room for more. Backlogs
  /// are read no further than everything else, so that the cursor has not passed what a queue gets
  /// after it has caught up.
  boolean look(Instant now) throws IOException {
    boolean all = true;
    for (Part part : spool.parts()) {
      all &= readOthers(part, now);
    }
    for (Sites.Refill refill : sites.refills()) {
      int most = Math.min(refill.most(), sites.free());
      if (most > 0 && taker.goesOn()) {
        readBacklog(refill.backlog(), most, now);
      }
    }
    return all;
  }

  private boolean readOthers(Part part, Instant now) throws IOException {
    Cursors at = cursors(part);
    for (int readings = 0; readings < MOST_READINGS; readings++) {
      if (!taker.goesOn()) {
        return true;
      }
      if (sites.free() < BATCH) {
        sites.stop();
        return true;
      }
      Place from = new Place(part, at.now);
      Due due = spool.due(part, sites.others(part), from.cursor(), now, BATCH);
      at.move(due.cursor());
      due.entries().forEach(entry -> taker.take(entry, from, now));
      if (!due.more()) {
        return true;
      }
    }
    return false;
  }

  private void readBacklog(Backlog backlog, int most, Instant now) throws IOException {
    Queues only = new Queues.Only(backlog.queue);
    Place from = new Place(backlog.part, sites.cursor(backlog));
    Due due = spool.due(backlog.part, only, from.cursor(), now, most);
    sites.advance(backlog, from.cursor(), due);
    due.entries().forEach(entry -> taker.take(entry, from, now));
    if (!due.more()) {
      sites.caughtUp(backlog, due.cursor());
    }
  }
}
