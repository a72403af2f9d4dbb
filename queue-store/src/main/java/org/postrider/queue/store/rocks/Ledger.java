// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Piece;
import org.postrider.queue.store.journal.Usage;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.MessageId;

/// What each step changes in the store. Every method first reads all it needs and then only adds to
/// the batch, so that one that throws has changed nothing. For the committer's thread.
///
/// What is counted and kept in memory is changed at once, though the batch may still fail to be
/// written: then nothing goes on before both are read anew.
final class Ledger {
  private static final byte[] NOTHING = {};

  private final AtHand atHand;
  private final Tally tally;
  private final Usage usage;
  private final Batch batch;
  private Database database;

  Ledger(Store store, AtHand atHand, Tally tally, Usage usage) {
    database = store.index();
    this.atHand = atHand;
    this.tally = tally;
    this.usage = usage;
    batch = new Batch(store, tally, usage);
  }

  Batch batch() {
    return batch;
  }

  /// From now on for another store.
  void reset(Store other) {
    database = other.index();
    batch.reset(other);
  }

  /// A message and its entries; false where it is there already.
  boolean keep(Parcel parcel) throws IOException {
    MessageId id = parcel.envelope().id();
    batch.touch(id);
    if (database.get(Family.INDEX, Keys.message(id)) != null) {
      drop(parcel);
      return false;
    }
    keepContent(parcel);
    batch.put(Family.INDEX, Keys.message(id), parcel.message());
    for (int i = 0; i < parcel.entries().size(); i++) {
      Entry entry = parcel.entries().get(i);
      batch.put(Family.INDEX, Keys.entry(entry.name()), parcel.records().get(i));
      if (entry.state() == Entry.State.QUEUED) {
        queue(entry);
      }
      tally.add(entry);
    }
    return true;
  }

  private void queue(Entry entry) throws IOException {
    byte[] place = Keys.place(entry);
    String queue = entry.queue();
    batch.put(Family.INDEX, Keys.due(place), Keys.text(queue));
    batch.put(Family.INDEX, Keys.queue(queue, place), NOTHING);
  }

  private void unqueue(Entry entry) throws IOException {
    byte[] place = Keys.place(entry);
    batch.deleteSingle(Family.INDEX, Keys.due(place));
    batch.deleteSingle(Family.INDEX, Keys.queue(entry.queue(), place));
  }

  private void keepContent(Parcel parcel) throws IOException {
    List<Extent> extents = new ArrayList<>(parcel.staged());
    parcel.staged().forEach(usage::unstage);
    if (parcel.tail() != null) {
      extents.add(batch.append(parcel.tail()));
    }
    extents.forEach(usage::keep);
    if (!extents.isEmpty()) {
      byte[] key = Keys.content(parcel.content().number());
      batch.put(Family.INDEX, key, Records.extents(key, extents));
    }
  }

  /// A piece of a message that is not committed yet. Nothing says that it is there: after a crash
  /// it is as good as gone.
  Extent stage(Piece piece) throws IOException {
    Extent extent = batch.append(piece);
    usage.stage(extent);
    return extent;
  }

  /// What was written of a message that will not be committed.
  void drop(Parcel parcel) {
    drop(parcel.staged());
  }

  /// Pieces of a content that was never committed.
  void drop(List<Extent> staged) {
    staged.forEach(usage::unstage);
  }

  /// Writes pieces of a content once more, so that the segment where they are now need not be kept
  /// for them. Nothing else in the batch may be about that content.
  void relocate(long content, Map<Integer, Piece> pieces, long from) throws IOException {
    List<Extent> extents = Extents.of(database, content);
    List<Extent> moved = new ArrayList<>(extents);
    for (Map.Entry<Integer, Piece> piece : pieces.entrySet()) {
      int number = piece.getKey();
      if (number < extents.size() && extents.get(number).segment() == from) {
        Extent extent = batch.append(piece.getValue());
        usage.free(moved.set(number, extent));
        usage.keep(extent);
      }
    }
    if (!moved.equals(extents)) {
      byte[] key = Keys.content(content);
      batch.deleteSingle(Family.INDEX, key);
      batch.put(Family.INDEX, key, Records.extents(key, moved));
    }
  }

  /// Does what a settlement says, and keeps its notice in the same batch; adds what is then queued
  /// to `ready`.
  Settlement.Answer settle(
      Settlement settlement, long epoch, @Nullable Parcel notice, List<Entry> ready)
      throws IOException {
    Settlement.Answer answer = settleEntry(settlement, epoch, ready);
    if (notice == null) {
      return answer;
    }
    if (answer != Settlement.Answer.RECORDED) {
      drop(notice);
    } else if (keep(notice)) {
      ready.addAll(notice.entries());
    }
    return answer;
  }

  private Settlement.Answer settleEntry(Settlement settlement, long epoch, List<Entry> ready)
      throws IOException {
    EntryName name = settlement.entry().name();
    batch.touch(name.message());
    Records.Queued stored = entry(name);
    if (stored == null) {
      return Settlement.Answer.GONE;
    }
    boolean fenced = settlement.epoch() != epoch;
    List<Entry> left = settlement.left(stored.entry(), fenced, free(settlement));
    if (left == null) {
      return Settlement.Answer.GONE;
    }
    replace(stored, left, true, ready);
    return fenced ? Settlement.Answer.FENCED : Settlement.Answer.RECORDED;
  }

  /// A number for the part of an entry that is held while the other is tried again.
  private int free(Settlement settlement) throws IOException {
    if (settlement.outcomes().stream().noneMatch(Outcome.Held.class::isInstance)) {
      return 0; // then there is no such part
    }
    int[] last = {0};
    scanEntries(
        settlement.entry().message(),
        name -> {
          last[0] = name.number();
          return true;
        });
    return last[0] + 1;
  }

  private interface NameVisitor {
    boolean visit(EntryName name);
  }

  private void scanEntries(MessageId id, NameVisitor visitor) throws IOException {
    byte[] prefix = Keys.entriesOf(id);
    database.scan(
        Family.INDEX, prefix, Keys.after(prefix), (key, _) -> visitor.visit(Keys.entryOf(key)));
  }

  Records.@Nullable Queued entry(EntryName name) throws IOException {
    byte[] key = Keys.entry(name);
    byte[] record = database.get(Family.INDEX, key);
    return record == null ? null : Records.entry(key, record);
  }

  /// Changes an entry if it is still there and means what the change means; what it was before, or
  /// null.
  @Nullable Entry change(EntryName name, Change change, List<Entry> ready) throws IOException {
    batch.touch(name.message());
    Records.Queued stored = entry(name);
    if (stored == null || !change.concerns(stored.entry())) {
      return null;
    }
    Entry instead = change.changed(stored.entry());
    replace(stored, instead == null ? List.of() : List.of(instead), false, ready);
    return stored.entry();
  }

  /// Removes entries, and their message with the last of them.
  void remove(List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      batch.touch(entry.message());
      Records.Queued stored = entry(entry.name());
      if (stored != null) {
        replace(stored, List.of(), false, new ArrayList<>());
      }
    }
  }

  /// Moves a record that cannot be read, or belongs to one that cannot, out of the way; how many
  /// records that were. Its due time is not known, so those keys are left to [#dropDue].
  int setAside(byte[] key, Aside.Reason why) throws IOException {
    byte[] record = database.get(Family.INDEX, key);
    if (record == null) {
      return 0;
    }
    batch.put(Family.DAMAGED, key, Aside.record(key, why, record));
    batch.delete(Family.INDEX, key);
    Records.Glance entry = key[0] == Keys.ENTRY ? Records.glance(record) : null;
    if (entry != null) {
      tally.remove(entry);
    }
    return 1;
  }

  /// Moves a message out of the way, with all its entries; its content stays where it is. How many
  /// records that were.
  int setAside(MessageId id, Aside.Reason why) throws IOException {
    batch.touch(id);
    List<byte[]> keys = new ArrayList<>();
    keys.add(Keys.message(id));
    scanEntries(id, name -> keys.add(Keys.entry(name)));
    int moved = 0;
    for (byte[] key : keys) {
      moved += setAside(key, why);
    }
    atHand.drop(id);
    return moved;
  }

  /// Removes a due time, from both indexes, whose entry is not there or is due at another time.
  void dropDue(byte[] queueKey) throws IOException {
    byte[] place = Keys.placeOf(queueKey);
    EntryName name = Keys.nameOf(place);
    batch.touch(name.message());
    Records.Queued stored = entry(name);
    if (stored == null
        || stored.entry().state() != Entry.State.QUEUED
        || !Arrays.equals(Keys.place(stored.entry()), place)) {
      batch.delete(Family.INDEX, Keys.due(place));
      batch.delete(Family.INDEX, queueKey);
    }
  }

  private void replace(Records.Queued stored, List<Entry> left, boolean tried, List<Entry> ready)
      throws IOException {
    Entry old = stored.entry();
    boolean last = left.isEmpty() && (stored.alone() || isLast(old.name()));
    List<Extent> finished = last ? Extents.of(database, stored.content().number()) : List.of();
    boolean alone = stored.alone() && left.size() == 1;
    boolean wasDue = old.state() == Entry.State.QUEUED;
    boolean sameNumber = false;
    boolean sameDue = false;
    for (Entry entry : left) {
      byte[] key = Keys.entry(entry.name());
      batch.put(Family.INDEX, key, Records.entry(key, entry, stored.content(), alone));
      sameNumber |= entry.number() == old.number();
      if (entry.state() == Entry.State.QUEUED) {
        boolean same = wasDue && entry.number() == old.number() && entry.due().equals(old.due());
        sameDue |= same;
        if (!same) {
          queue(entry);
        }
        ready.add(entry);
      }
    }
    if (!sameNumber) {
      batch.delete(Family.INDEX, Keys.entry(old.name()));
    }
    if (wasDue && !sameDue) {
      unqueue(old);
    }
    if (last) {
      batch.deleteSingle(Family.INDEX, Keys.message(old.message()));
      forget(stored.content(), finished);
    }
    tally.remove(old);
    left.forEach(tally::add);
    if (last) {
      atHand.drop(old.message());
    } else if (tried) {
      atHand.tried(old.message());
    }
  }

  private boolean isLast(EntryName name) throws IOException {
    boolean[] others = {false};
    scanEntries(
        name.message(),
        other -> {
          others[0] |= !other.equals(name);
          return !others[0];
        });
    return !others[0] && !isAmongDamaged(name.message());
  }

  /// Whether an entry of the message was set aside, in which case the content stays for it.
  private boolean isAmongDamaged(MessageId id) throws IOException {
    byte[] prefix = Keys.entriesOf(id);
    boolean[] found = {false};
    database.scan(
        Family.DAMAGED,
        prefix,
        Keys.after(prefix),
        (_, _) -> {
          found[0] = true;
          return false;
        });
    return found[0];
  }

  /// The content goes after the last entry.
  void forget(MessageId id, Records.Stored content) throws IOException {
    List<Extent> extents = Extents.of(database, content.number());
    batch.deleteSingle(Family.INDEX, Keys.message(id));
    forget(content, extents);
  }

  /// The octets of a message that is gone.
  void forget(Records.Stored content) throws IOException {
    forget(content, Extents.of(database, content.number()));
  }

  private void forget(Records.Stored content, List<Extent> extents) throws IOException {
    if (!extents.isEmpty()) {
      batch.deleteSingle(Family.INDEX, Keys.content(content.number()));
      extents.forEach(usage::free);
    }
  }
}
