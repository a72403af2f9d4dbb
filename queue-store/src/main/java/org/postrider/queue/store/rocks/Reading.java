// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.journal.BrokenFrameException;
import org.postrider.queue.store.memory.PieceContent;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// Reads the store. Any thread. What turns out to be damaged is left out and reported to the spool,
/// which sets it aside.
final class Reading {
  /// A page looks at no more entries or due times than this, whatever it finds.
  private static final int MOST_LOOKED_AT = 10_000;

  private static final byte[] DUE_TIMES = {Keys.DUE};
  private static final HexFormat HEX = HexFormat.of();

  private final RocksSpool spool;

  Reading(RocksSpool spool) {
    this.spool = spool;
  }

  Due due(Queues among, String cursor, Instant until, int most) throws IOException {
    byte[] prefix = among instanceof Queues.Only(String only) ? Keys.queueOf(only) : DUE_TIMES;
    byte[] from = cursor.equals(Due.START) ? prefix : next(Keys.at(prefix, HEX.parseHex(cursor)));
    byte[] to = Keys.dueAfter(prefix, until);
    DueTimes found = new DueTimes(among, most);
    if (Arrays.compareUnsigned(from, to) < 0) {
      spool.store().index().scan(Family.INDEX, from, to, found::visit);
    }
    List<Entry> entries = new ArrayList<>();
    for (byte[] key : found.wanted) {
      Entry entry = dueEntry(key);
      if (entry != null && among.include(entry.queue()) && !spool.isHidden(entry.message())) {
        entries.add(entry);
      }
    }
    byte[] last = found.last;
    return new Due(entries, last == null ? cursor : HEX.formatHex(last), found.more);
  }

  /// Due times as they are walked over. What is not wanted costs a look at its key, not at its
  /// entry.
  private static final class DueTimes {
    private final Queues among;
    private final int most;

    /// Keys of the index by queue, whichever was walked over.
    private final List<byte[]> wanted = new ArrayList<>();

    private int lookedAt;
    private byte @Nullable [] last;
    private boolean more;

    DueTimes(Queues among, int most) {
      this.among = among;
      this.most = most;
    }

    private boolean visit(byte[] key, byte[] record) {
      String queue =
          among instanceof Queues.Only(String only)
              ? only
              : new String(record, StandardCharsets.UTF_8);
      boolean wants = among.include(queue);
      if (lookedAt == MOST_LOOKED_AT || (wants && wanted.size() == most)) {
        more = true;
        return false;
      }
      lookedAt++;
      byte[] place = Keys.placeOf(key);
      last = place;
      if (wants) {
        wanted.add(Keys.queue(queue, place));
      }
      return true;
    }
  }

  private static byte[] next(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /// The entry of a due time; null where it is gone or due at another time by now.
  private @Nullable Entry dueEntry(byte[] queueKey) throws IOException {
    byte[] place = Keys.placeOf(queueKey);
    byte[] key = Keys.entry(Keys.nameOf(place));
    byte[] record = spool.store().index().get(Family.INDEX, key);
    Records.Queued stored = record == null ? null : entry(key, record);
    if (stored != null
        && stored.entry().state() == Entry.State.QUEUED
        && Arrays.equals(place, Keys.place(stored.entry()))) {
      return stored.entry();
    }
    spool.damage().due(queueKey);
    return null;
  }

  private Records.@Nullable Queued entry(byte[] key, byte[] record) {
    try {
      return Records.entry(key, record);
    } catch (DamagedException e) {
      spool.damage().entry(key, e);
      return null;
    }
  }

  @Nullable Instant nextDue(Instant until) throws IOException {
    List<Instant> found = new ArrayList<>(1);
    byte[] from = Keys.dueAfter(DUE_TIMES, until);
    byte[] to = Keys.after(DUE_TIMES);
    if (Arrays.compareUnsigned(from, to) < 0) {
      spool
          .store()
          .index()
          .scan(
              Family.INDEX,
              from,
              to,
              (key, _) -> {
                found.add(Keys.timeOf(Keys.placeOf(key)));
                return false;
              });
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  Records.@Nullable Message message(MessageId id) throws IOException {
    byte[] key = Keys.message(id);
    byte[] record = spool.store().index().get(Family.INDEX, key);
    if (record == null) {
      return null;
    }
    try {
      return Records.message(key, record);
    } catch (DamagedException e) {
      spool.damage().message(id, e);
      return null;
    }
  }

  @Nullable Content content(MessageId id) throws IOException {
    Records.Message message = message(id);
    if (message == null) {
      return null;
    }
    Records.Stored content = message.content();
    Store store = spool.store();
    Extents extents = new Extents(store, content.number());
    return PieceContent.of(
        message.envelope().head(), content.octets(), number -> piece(store, id, extents, number));
  }

  private ByteBuffer piece(Store store, MessageId id, Extents extents, int number)
      throws IOException {
    ByteBuffer octets;
    try {
      octets = extents.piece(number);
    } catch (BrokenFrameException e) {
      throw damaged(store, id, new DamagedException(String.valueOf(e.getMessage()), e));
    } catch (DamagedException e) {
      throw damaged(store, id, e);
    }
    if (octets == null) {
      throw new IOException("the content is gone");
    }
    return octets;
  }

  /// Where the store was opened anew meanwhile, its files may have been put to another use.
  private IOException damaged(Store store, MessageId id, DamagedException e) {
    if (store.equals(spool.store())) {
      spool.damage().message(id, e);
    }
    return e;
  }

  /// A page of what the query means and `also` accepts.
  Listing list(Query query, @Nullable String page, int most, Predicate<Entry> also)
      throws IOException {
    MessageId only = query.message();
    byte[] prefix = only == null ? new byte[] {Keys.ENTRY} : Keys.entriesOf(only);
    byte[] from = page == null ? prefix : next(Keys.entry(EntryName.parse(page)));
    byte[] to = Keys.after(prefix);
    Page found = new Page(query, most, also);
    if (Arrays.compareUnsigned(from, prefix) >= 0 && Arrays.compareUnsigned(from, to) < 0) {
      spool.store().index().scan(Family.INDEX, from, to, found::visit);
    }
    return new Listing(found.items, found.next);
  }

  /// A page as it fills.
  private final class Page {
    private final Query query;
    private final int most;
    private final Predicate<Entry> also;
    private final List<Listing.Item> items = new ArrayList<>();
    private int lookedAt;
    private @Nullable EntryName last;
    private @Nullable String next;
    private @Nullable Envelope envelope;

    Page(Query query, int most, Predicate<Entry> also) {
      this.query = query;
      this.most = most;
      this.also = also;
    }

    private boolean visit(byte[] key, byte[] record) throws IOException {
      if (lookedAt == MOST_LOOKED_AT || items.size() == most) {
        next = last == null ? null : last.toString();
        return false;
      }
      lookedAt++;
      last = Keys.entryOf(key);
      Records.Queued stored = entry(key, record);
      if (stored != null && query.means(stored.entry()) && also.test(stored.entry())) {
        add(stored.entry());
      }
      return true;
    }

    private void add(Entry entry) throws IOException {
      if (spool.isHidden(entry.message())) {
        return;
      }
      Envelope of = envelope;
      if (of == null || !of.id().equals(entry.message())) {
        of = spool.envelope(entry.message()).orElse(null);
        envelope = of;
      }
      if (of != null && query.means(entry, of)) {
        items.add(new Listing.Item(entry, of));
      }
    }
  }
}
