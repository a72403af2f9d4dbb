// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.smtp.protocol.message.MessageId;

/// The keys of the index, big-endian, so that their order is that of time and of names: `m` id; `e`
/// id number; `d` place; `q` queue 0 place; `c` content; `t` destination; `l` segment. A place, in
/// the order of due times, is: due id number.
final class Keys {
  static final byte MESSAGE = 'm';
  static final byte ENTRY = 'e';
  static final byte DUE = 'd';
  static final byte CONTENT = 'c';
  static final byte TALLY = 't';
  static final byte LIVE = 'l';
  static final byte QUEUE = 'q';
  static final byte GENERATION = 'g';
  static final byte CHECKPOINT = 'p';

  /// A letter and an id.
  static final int MESSAGE_LENGTH = 17;

  private static final int ENTRY_LENGTH = 21;
  private static final int PLACE_LENGTH = 32;

  private Keys() {}

  static byte[] message(MessageId id) {
    return named(MESSAGE, MESSAGE_LENGTH, id).array();
  }

  static MessageId messageOf(byte[] key) {
    ByteBuffer from = ByteBuffer.wrap(key, 1, 16);
    return new MessageId(from.getLong(), from.getLong());
  }

  /// What the keys of all entries of a message begin with.
  static byte[] entriesOf(MessageId id) {
    return named(ENTRY, MESSAGE_LENGTH, id).array();
  }

  static byte[] entry(EntryName name) {
    return named(ENTRY, ENTRY_LENGTH, name.message()).putInt(name.number()).array();
  }

  static EntryName entryOf(byte[] key) {
    return new EntryName(messageOf(key), ByteBuffer.wrap(key).getInt(MESSAGE_LENGTH));
  }

  private static ByteBuffer named(byte kind, int length, MessageId id) {
    return ByteBuffer.allocate(length).put(kind).putLong(id.high()).putLong(id.low());
  }

  static byte[] place(Entry entry) {
    return place(entry.due(), entry.name());
  }

  static byte[] place(Instant due, EntryName name) {
    return time(ByteBuffer.allocate(PLACE_LENGTH), due)
        .putLong(name.message().high())
        .putLong(name.message().low())
        .putInt(name.number())
        .array();
  }

  private static ByteBuffer time(ByteBuffer to, Instant due) {
    return to.putLong(due.getEpochSecond() ^ Long.MIN_VALUE).putInt(due.getNano());
  }

  /// In the due index, over all queues.
  static byte[] due(byte[] place) {
    return at(new byte[] {DUE}, place);
  }

  /// In the due index of one queue.
  static byte[] queue(String queue, byte[] place) {
    return at(queueOf(queue), place);
  }

  /// What the keys of a queue's due index begin with; the 0 keeps it from being the beginning of
  /// another queue's.
  static byte[] queueOf(String queue) {
    byte[] text = text(queue);
    return ByteBuffer.allocate(text.length + 2).put(QUEUE).put(text).put((byte) 0).array();
  }

  /// The name of a queue or a destination as a record.
  static byte[] text(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /// Where a place stands among the keys that begin with `prefix`.
  static byte[] at(byte[] prefix, byte[] place) {
    return ByteBuffer.allocate(prefix.length + place.length).put(prefix).put(place).array();
  }

  /// Among the keys that begin with `prefix`, greater than that of whatever is due at `until`, not
  /// greater than that of what is due later.
  static byte[] dueAfter(byte[] prefix, Instant until) {
    return until.equals(Instant.MAX)
        ? after(prefix)
        : time(ByteBuffer.allocate(prefix.length + 12).put(prefix), until.plusNanos(1)).array();
  }

  /// The place that a key of either due index ends with.
  static byte[] placeOf(byte[] key) {
    return Arrays.copyOfRange(key, key.length - PLACE_LENGTH, key.length);
  }

  /// Whether a key of either due index is as long as such keys are.
  static boolean isDue(byte[] key) {
    return key[0] == DUE ? key.length == 1 + PLACE_LENGTH : key.length > 2 + PLACE_LENGTH;
  }

  /// Throws [DamagedException] for what cannot be a time.
  static Instant timeOf(byte[] place) throws DamagedException {
    ByteBuffer from = ByteBuffer.wrap(place);
    try {
      return Instant.ofEpochSecond(from.getLong() ^ Long.MIN_VALUE, from.getInt());
    } catch (DateTimeException e) {
      throw new DamagedException("a due time is out of range", e);
    }
  }

  static EntryName nameOf(byte[] place) {
    ByteBuffer from = ByteBuffer.wrap(place, 12, 20);
    return new EntryName(new MessageId(from.getLong(), from.getLong()), from.getInt());
  }

  static byte[] content(long number) {
    return ByteBuffer.allocate(9).put(CONTENT).putLong(number).array();
  }

  static byte[] tally(String destination) {
    byte[] text = text(destination);
    return ByteBuffer.allocate(1 + text.length).put(TALLY).put(text).array();
  }

  static String destinationOf(byte[] tallyKey) {
    return new String(tallyKey, 1, tallyKey.length - 1, StandardCharsets.UTF_8);
  }

  static byte[] live(long segment) {
    return ByteBuffer.allocate(9).put(LIVE).putLong(segment).array();
  }

  /// The number in the key of a content or of a segment.
  static long numberOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(1);
  }

  static byte[] generation() {
    return new byte[] {GENERATION};
  }

  static byte[] checkpoint() {
    return new byte[] {CHECKPOINT};
  }

  /// The first key after all that begin with `prefix`.
  static byte[] after(byte[] prefix) {
    byte[] end = prefix.clone();
    int at = end.length - 1;
    while (end[at] == (byte) 0xff) {
      at--;
    }
    end[at]++;
    return Arrays.copyOf(end, at + 1);
  }
}
