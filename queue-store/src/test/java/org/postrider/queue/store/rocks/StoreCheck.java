// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.MessageId;

/// Walks the records of a closed spool: no content without a message, no message without an entry,
/// a due time for each queued entry and no other, every piece where it should be, and what is
/// counted counted right.
final class StoreCheck {
  private final Set<MessageId> messages = new TreeSet<>();
  private final Set<MessageId> withEntry = new TreeSet<>();
  private final Set<String> due = new TreeSet<>();
  private final Set<String> expectedDue = new TreeSet<>();
  private final Set<Long> contents = new TreeSet<>();
  private final Set<Long> expectedContents = new TreeSet<>();
  private final Map<String, Counts.Count> counts = new TreeMap<>();
  private final Map<String, Counts.Count> expectedCounts = new TreeMap<>();
  private final Map<Long, Long> live = new TreeMap<>();
  private final Map<Long, Long> expectedLive = new TreeMap<>();

  private StoreCheck() {}

  static void check(Path directory) throws Exception {
    StoreCheck check = new StoreCheck();
    try (RocksSpool spool = RocksSpool.open(SpoolSettings.defaults(directory), Instant::now)) {
      check.walk(spool.store());
    }
    assertThat(check.messages).as("messages with an entry").isEqualTo(check.withEntry);
    assertThat(check.due).as("due times").isEqualTo(check.expectedDue);
    assertThat(check.contents).as("contents").isEqualTo(check.expectedContents);
    assertThat(check.counts).as("counts").isEqualTo(check.expectedCounts);
    assertThat(check.live).as("octets in use, by segment").isEqualTo(check.expectedLive);
  }

  private void walk(Store store) throws Exception {
    store
        .index()
        .scan(
            Family.INDEX,
            new byte[] {0},
            new byte[] {(byte) 0xff},
            (key, record) -> {
              switch (key[0]) {
                case Keys.MESSAGE -> message(key, record);
                case Keys.ENTRY -> entry(Records.entry(key, record).entry());
                case Keys.CONTENT -> content(store, key, record);
                case Keys.DUE -> due.add(Keys.timeOf(key) + " " + Keys.nameOf(key));
                case Keys.TALLY -> counts.put(Keys.destinationOf(key), Records.count(key, record));
                case Keys.LIVE -> live.put(Keys.numberOf(key), Records.number(key, record));
                case Keys.GENERATION, Keys.CHECKPOINT -> {}
                default -> throw new AssertionError("left behind: " + (char) key[0]);
              }
              return true;
            });
  }

  private void message(byte[] key, byte[] record) throws IOException {
    Records.Message message = Records.message(key, record);
    messages.add(message.envelope().id());
    if (message.content().octets() > 0) {
      expectedContents.add(message.content().number());
    }
  }

  private void entry(Entry entry) {
    withEntry.add(entry.message());
    boolean queued = entry.state() == Entry.State.QUEUED;
    if (queued) {
      expectedDue.add(entry.due() + " " + entry.name());
    }
    expectedCounts.merge(
        entry.destination(),
        new Counts.Count(queued ? 1 : 0, queued ? 0 : 1),
        (a, b) -> new Counts.Count(a.queued() + b.queued(), a.held() + b.held()));
  }

  private void content(Store store, byte[] key, byte[] record) throws IOException {
    contents.add(Keys.numberOf(key));
    for (Extent extent : Records.extents(key, record)) {
      ByteBuffer octets = store.journal().read(extent);
      assertThat(octets).as("the piece at %s", extent).isNotNull();
      assertThat(octets.remaining()).isEqualTo(extent.length());
      expectedLive.merge(extent.segment(), (long) extent.length(), Long::sum);
    }
  }
}
