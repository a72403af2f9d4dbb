// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Finding.Kind;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.journal.BrokenFrameException;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.rocks.Database.Family;

/// The part of a [Check] that knows how the octets of messages are stored.
final class ContentCheck {
  /// How many contents are compared with all messages at once: 8 octets of memory for each.
  private static final int AT_ONCE = 1 << 20;

  /// How many octets of one message are read in one step.
  private static final int STEP_PIECES = 64;

  private static final int STEP = 1_000;
  private static final byte[] CONTENTS = {Keys.CONTENT};
  private static final byte[] PAST = {(byte) 0xff};

  private final Store store;
  private final Database database;
  private final CheckReport.Gathering found;
  private long inUse;

  ContentCheck(Store store, CheckReport.Gathering found) {
    this.store = store;
    database = store.index();
    this.found = found;
  }

  /// Reads a content to its end; what is wrong with it, or `""`.
  String fault(Records.Stored content, Progress progress) throws IOException {
    Extents extents = new Extents(store, content.number());
    long octets = 0;
    for (int number = 0; octets < content.octets(); number++) {
      try {
        ByteBuffer piece = extents.piece(number);
        if (piece == null) {
          return "octets from " + octets + " on are not there";
        }
        octets += piece.remaining();
        found.octets(piece.remaining());
      } catch (DamagedException | BrokenFrameException e) {
        return "octets from " + octets + " on: " + e.getMessage();
      }
      if (number % STEP_PIECES == STEP_PIECES - 1) {
        progress.step("content", found.records(), found.octets());
      }
    }
    return octets == content.octets() ? "" : octets + " octets instead of " + content.octets();
  }

  /// Finds contents that no message has. Contents are looked at first and messages then, so that a
  /// message that comes in meanwhile is seen with its content or not at all.
  void findUnused(Progress progress) throws IOException {
    byte[] from = CONTENTS;
    long[] numbers = numbers(from);
    while (numbers.length > 0) {
      findUnused(numbers, progress);
      from = Keys.after(Keys.content(numbers[numbers.length - 1]));
      numbers = numbers(from);
    }
  }

  /// The numbers of the next contents.
  private long[] numbers(byte[] from) throws IOException {
    LongStream.Builder numbers = LongStream.builder();
    int[] count = {0};
    database.scan(
        Family.INDEX,
        from,
        Keys.after(CONTENTS),
        (key, record) -> {
          numbers.add(Keys.numberOf(key));
          count(key, record);
          found.record();
          return ++count[0] < AT_ONCE;
        });
    return numbers.build().toArray();
  }

  private void count(byte[] key, byte[] record) {
    try {
      inUse += Records.extents(key, record).stream().mapToLong(Extent::length).sum();
    } catch (DamagedException e) {
      String where = "content " + Keys.numberOf(key);
      found.found(Kind.DAMAGED, where, null, String.valueOf(e.getMessage()));
    }
  }

  /// Octets of all contents that were looked at.
  long inUse() {
    return inUse;
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
      byte[] key = Keys.content(numbers[i]);
      if (database.get(Family.INDEX, key) != null && !isAside(numbers[i])) {
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
