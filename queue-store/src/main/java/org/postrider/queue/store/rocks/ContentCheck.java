// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Finding.Kind;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.rocks.Database.Family;

/// The part of a [Check] that knows how the octets of messages are stored.
final class ContentCheck {
  /// How many contents are compared with all messages at once: 8 octets of memory for each.
  private static final int AT_ONCE = 1 << 20;

  /// How many octets of one message are read in one step.
  private static final int STEP_PIECES = 64;

  private static final int STEP = 1_000;
  private static final byte[] PAST = {(byte) 0xff};

  private final Database database;
  private final LongPredicate current;
  private final CheckReport.Gathering found;

  ContentCheck(Database database, LongPredicate current, CheckReport.Gathering found) {
    this.database = database;
    this.current = current;
    this.found = found;
  }

  /// Reads a content to its end; what is wrong with it, or `""`.
  String fault(Records.Stored content, Progress progress) throws IOException {
    long octets = 0;
    for (int number = 0; number < content.pieces(); number++) {
      byte[] key = Keys.piece(content.number(), number);
      try {
        byte[] record = database.get(Family.CONTENT, key);
        if (record == null) {
          return "octets from " + octets + " on are not there";
        }
        Records.check(key, record);
        octets += record.length - Records.HEADER;
        found.octets(record.length - Records.HEADER);
      } catch (DamagedException e) {
        return "octets from " + octets + " on: " + e.getMessage();
      }
      if (number % STEP_PIECES == STEP_PIECES - 1) {
        progress.step("content", found.records(), found.octets());
      }
    }
    return octets == content.octets() ? "" : octets + " octets instead of " + content.octets();
  }

  /// A mark of a content that is on its way in: left over where nothing of that opening can be.
  void staged(byte[] mark) throws IOException {
    long content = ByteBuffer.wrap(mark, 1, Long.BYTES).getLong();
    if (!current.test(content) && database.get(Family.INDEX, mark) != null) {
      unused(content, "it was on its way in once");
    }
  }

  /// Finds contents that no message has. Contents are looked at first and messages then, so that a
  /// message that comes in meanwhile is seen with its content or not at all.
  void findUnused(Progress progress) throws IOException {
    long[] numbers = new long[AT_ONCE];
    byte[] from = {0};
    int count = AT_ONCE;
    while (count == AT_ONCE) {
      count = 0;
      for (byte[] key = first(from); key != null && count < AT_ONCE; key = first(from)) {
        long content = ByteBuffer.wrap(key).getLong();
        if (database.get(Family.INDEX, Keys.staging(content)) == null) {
          numbers[count++] = content;
        }
        from = Keys.after(ByteBuffer.allocate(Long.BYTES).putLong(content).array());
        found.record();
        if (count % STEP == 0) {
          progress.step("contents", found.records(), found.octets());
        }
      }
      findUnused(Arrays.copyOf(numbers, count), progress);
    }
  }

  private byte @Nullable [] first(byte[] from) throws IOException {
    byte[][] first = new byte[1][];
    database.scan(
        Family.CONTENT,
        from,
        PAST,
        (key, _) -> {
          first[0] = key;
          return false;
        });
    return first[0];
  }

  private void findUnused(long[] numbers, Progress progress) throws IOException {
    BitSet used = new BitSet(numbers.length);
    byte[] prefix = {Keys.MESSAGE};
    byte[] end = Keys.after(prefix);
    List<byte[]> step = List.of(prefix);
    while (!step.isEmpty()) {
      byte[] from = Arrays.copyOf(step.getLast(), step.getLast().length + 1);
      step = messages(from, end, numbers, used);
      progress.step("contents", found.records(), found.octets());
    }
    for (int i = used.nextClearBit(0); i < numbers.length; i = used.nextClearBit(i + 1)) {
      byte[] key = Keys.piece(numbers[i], 0);
      if (database.get(Family.CONTENT, key) != null && !isAside(numbers[i])) {
        unused(numbers[i], "no message has it");
      }
    }
  }

  /// Marks the numbers that the next messages have; their keys.
  private List<byte[]> messages(byte[] from, byte[] end, long[] numbers, BitSet used)
      throws IOException {
    List<byte[]> keys = new ArrayList<>();
    database.scan(
        Family.INDEX,
        from,
        end,
        (key, record) -> {
          Records.Stored content = Aside.content(key, record);
          int at = content == null ? -1 : Arrays.binarySearch(numbers, content.number());
          if (at >= 0) {
            used.set(at);
          }
          keys.add(key);
          return keys.size() < STEP;
        });
    return keys;
  }

  /// Whether a message that was set aside has the content.
  private boolean isAside(long content) throws IOException {
    boolean[] is = {false};
    database.scan(
        Family.DAMAGED,
        new byte[] {0},
        PAST,
        (key, record) -> {
          Records.Stored told = Aside.content(key, Aside.of(key, record).record());
          is[0] = told != null && told.number() == content;
          return !is[0];
        });
    return is[0];
  }

  private void unused(long content, String detail) {
    found.found(Kind.CONTENT_WITHOUT_MESSAGE, "content " + content, null, detail);
  }
}
