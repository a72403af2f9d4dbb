// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.rocks.Database.Family;
import org.postrider.smtp.protocol.message.MessageId;
import org.rocksdb.WALRecoveryMode;

/// Walks the records of a closed store: no content without a message, no message without an entry,
/// both due times for each queued entry and no other, nothing staged.
final class StoreCheck {
  private static final HexFormat HEX = HexFormat.of();

  private StoreCheck() {}

  static void check(Path directory) throws Exception {
    Set<MessageId> messages = new TreeSet<>();
    Set<MessageId> withEntry = new TreeSet<>();
    Set<String> due = new TreeSet<>();
    Set<String> expectedDue = new TreeSet<>();
    Set<Long> contents = new TreeSet<>();
    Set<Long> expectedContents = new TreeSet<>();
    byte[] start = {0};
    byte[] end = {(byte) 0xff};
    try (Database database =
        Database.open(directory.resolve("store"), WALRecoveryMode.AbsoluteConsistency)) {
      database.scan(
          Family.INDEX,
          start,
          end,
          (key, record) -> {
            switch (key[0]) {
              case Keys.MESSAGE -> {
                Records.Message message = Records.message(key, record);
                messages.add(message.envelope().id());
                if (message.content().octets() > 0) {
                  expectedContents.add(message.content().number());
                }
              }
              case Keys.ENTRY -> {
                Entry entry = Records.entry(key, record).entry();
                withEntry.add(entry.message());
                if (entry.state() == Entry.State.QUEUED) {
                  byte[] place = Keys.place(entry);
                  expectedDue.add(HEX.formatHex(Keys.due(place)) + " " + entry.destination());
                  expectedDue.add(HEX.formatHex(Keys.queue(entry.destination(), place)) + " ");
                }
              }
              case Keys.DUE, Keys.QUEUE ->
                  due.add(HEX.formatHex(key) + " " + new String(record, StandardCharsets.UTF_8));
              case Keys.GENERATION -> {}
              default -> throw new AssertionError("left behind: " + (char) key[0]);
            }
            return true;
          });
      database.scan(
          Family.CONTENT,
          start,
          end,
          (key, record) -> {
            Records.check(key, record);
            contents.add(ByteBuffer.wrap(key).getLong());
            return true;
          });
    }
    assertThat(messages).as("messages with an entry").isEqualTo(withEntry);
    assertThat(due).as("due times").isEqualTo(expectedDue);
    assertThat(contents).as("contents").isEqualTo(expectedContents);
  }
}
