// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Finding.Kind;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.MessageId;

/// Walks every record of the store, in steps between which it holds nothing. What it reads first
/// may be gone when it reads second, so whatever looks wrong is looked at again before it is said:
/// all that belongs together is written together. For one thread, once.
final class Check {
  /// Records of one step, and octets of them past which no more are read.
  private static final int STEP = 1_000;

  private static final int STEP_OCTETS = 4 << 20;
  private static final byte[] PAST = {(byte) 0xff};

  private final Database database;
  private final Predicate<MessageId> hidden;
  private final CheckReport.Gathering found;
  private final ContentCheck contents;
  private final Map<String, Counts.Count> counts = new HashMap<>();

  /// The message of the entry that was looked at last, and whether it is there: entries of a
  /// message follow each other.
  private @Nullable MessageId lastMessage;

  private boolean lastIsThere;

  /// `hidden` says which messages are being taken back.
  Check(Store store, Predicate<MessageId> hidden, CheckReport.Gathering found) {
    database = store.index();
    this.hidden = hidden;
    this.found = found;
    contents = new ContentCheck(store, found);
  }

  /// A key and its record.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(byte[] key, byte[] record) {}

  /// Walks; how many entries there are by destination.
  Map<String, Counts.Count> run(Progress progress) throws IOException {
    byte[] from = {0};
    List<Line> step = step(from);
    while (!step.isEmpty()) {
      for (Line line : step) {
        found.record();
        look(line, progress);
        from = Arrays.copyOf(line.key(), line.key().length + 1);
      }
      progress.step("messages and entries", found.records(), found.octets());
      step = step(from);
    }
    contents.findUnused(progress);
    return counts;
  }

  /// Octets of all contents.
  long inUse() {
    return contents.inUse();
  }

  private List<Line> step(byte[] from) throws IOException {
    List<Line> lines = new ArrayList<>();
    int[] octets = {0};
    database.scan(
        Family.INDEX,
        from,
        PAST,
        (key, record) -> {
          lines.add(new Line(key, record));
          octets[0] += key.length + record.length;
          return lines.size() < STEP && octets[0] < STEP_OCTETS;
        });
    return lines;
  }

  private void look(Line line, Progress progress) throws IOException {
    byte[] key = line.key();
    switch (key[0]) {
      case Keys.MESSAGE -> message(line, progress);
      case Keys.ENTRY -> entry(line);
      case Keys.DUE, Keys.QUEUE -> due(key);
      // contents are looked at by themselves, and the rest is made of what is looked at
      case Keys.CONTENT, Keys.TALLY, Keys.LIVE, Keys.GENERATION, Keys.CHECKPOINT -> {}
      default -> found.found(Kind.UNKNOWN, where(key), null, "no kind of record is written so");
    }
  }

  private void message(Line line, Progress progress) throws IOException {
    MessageId id = Keys.messageOf(line.key());
    if (hidden.test(id)) {
      return;
    }
    found.message();
    Records.Message message;
    try {
      message = Records.message(line.key(), line.record());
    } catch (DamagedException e) {
      damaged(line, id, e);
      return;
    }
    found.octets(message.envelope().head().length);
    byte[] entries = Keys.entriesOf(id);
    if (isNone(Family.INDEX, entries) && isNone(Family.DAMAGED, entries) && isStill(line)) {
      found.found(Kind.MESSAGE_WITHOUT_ENTRY, "envelope", id, "it has no entries");
    }
    String fault = contents.fault(message.content(), progress);
    if (!fault.isEmpty() && isStill(line)) {
      found.found(Kind.CONTENT_MISSING, "content", id, fault);
    }
  }

  private void entry(Line line) throws IOException {
    MessageId id = Keys.messageOf(line.key());
    found.entry();
    Records.Queued queued;
    try {
      queued = Records.entry(line.key(), line.record());
    } catch (DamagedException e) {
      damaged(line, id, e);
      return;
    }
    Entry entry = queued.entry();
    boolean held = entry.state() == Entry.State.HELD;
    counts.merge(
        entry.destination(),
        new Counts.Count(held ? 0 : 1, held ? 1 : 0),
        (a, b) -> new Counts.Count(a.queued() + b.queued(), a.held() + b.held()));
    String where = "entry " + entry.number();
    if (!isThere(id) && isStill(line)) {
      found.found(Kind.ENTRY_WITHOUT_MESSAGE, where, id, "its message is not there");
    }
    if (!held && !isDue(entry) && isStill(line)) {
      found.found(Kind.ENTRY_WITHOUT_DUE, where, id, "it is queued and due at no time");
    }
  }

  private boolean isThere(MessageId id) throws IOException {
    if (!id.equals(lastMessage)) {
      lastMessage = id;
      lastIsThere = database.get(Family.INDEX, Keys.message(id)) != null;
    }
    return lastIsThere;
  }

  /// Whether a queued entry stands in both due indexes.
  private boolean isDue(Entry entry) throws IOException {
    byte[] place = Keys.place(entry);
    return database.get(Family.INDEX, Keys.due(place)) != null
        && database.get(Family.INDEX, Keys.queue(entry.queue(), place)) != null;
  }

  private void due(byte[] key) throws IOException {
    if (!Keys.isDue(key)) {
      found.found(Kind.UNKNOWN, where(key), null, "no due time is written so");
      return;
    }
    EntryName name = Keys.nameOf(Keys.placeOf(key));
    byte[] entryKey = Keys.entry(name);
    byte[] record = database.get(Family.INDEX, entryKey);
    Entry entry = record == null ? null : Aside.entry(entryKey, record);
    boolean fits = entry != null && entry.state() == Entry.State.QUEUED && fits(key, entry);
    boolean isAside = !fits && database.get(Family.DAMAGED, entryKey) != null;
    if (!fits && !isAside && database.get(Family.INDEX, key) != null) {
      String where = "entry " + name.number();
      String detail = "due at a time at which it does not wait";
      found.found(Kind.DUE_WITHOUT_ENTRY, where, name.message(), detail);
    }
  }

  private static boolean fits(byte[] key, Entry entry) {
    byte[] place = Keys.place(entry);
    byte[] right = key[0] == Keys.DUE ? Keys.due(place) : Keys.queue(entry.queue(), place);
    return Arrays.equals(key, right);
  }

  private void damaged(Line line, MessageId id, DamagedException e) throws IOException {
    if (isStill(line)) {
      String where = line.key()[0] == Keys.ENTRY ? where(line.key()) : "envelope";
      found.found(Kind.DAMAGED, where, id, String.valueOf(e.getMessage()));
    }
  }

  private static String where(byte[] key) {
    return key[0] == Keys.ENTRY
        ? "entry " + Keys.entryOf(key).number()
        : "record " + HexFormat.of().formatHex(key);
  }

  /// Whether a record is what it was.
  private boolean isStill(Line line) throws IOException {
    return Arrays.equals(line.record(), database.get(Family.INDEX, line.key()));
  }

  private boolean isNone(Family family, byte[] prefix) throws IOException {
    boolean[] none = {true};
    database.scan(
        family,
        prefix,
        Keys.after(prefix),
        (_, _) -> {
          none[0] = false;
          return false;
        });
    return none[0];
  }
}
