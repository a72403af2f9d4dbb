// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;
import static org.postrider.queue.store.contract.Mail.octets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.Mail;
import org.postrider.queue.store.contract.SpoolCheck;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.testkit.Waits;

/// A bit of the stored octets has flipped, wherever the store keeps them: what it belongs to is set
/// aside and reported, never delivered, and the rest goes on.
class FlippedBitTest {
  private static final int MESSAGES = 9;
  private static final int DAMAGED = 5;
  private static final int SIZE = 100_000;

  /// A piece of content that is looked for.
  private static final int NEEDLE = 40;

  @TempDir private Path directory;

  private Spool open() throws IOException {
    return Spool.open(SpoolSettings.defaults(directory), InstantSource.system());
  }

  private void fill() throws Exception {
    try (Spool spool = open()) {
      for (int n = 1; n <= MESSAGES; n++) {
        Commit commit =
            Mail.commit(
                spool, octets(SIZE, n), Mail.entry(id(n), 0, NOON, "recipient" + n + "@x.example"));
        assertThat(commit).isInstanceOf(Commit.Kept.class);
      }
    }
    open().close(); // where a store moves things as it starts, they are moved now
  }

  @Test
  void inTheContent() throws Exception {
    fill();
    byte[] content = octets(SIZE, DAMAGED);
    assertThat(flip(Arrays.copyOfRange(content, SIZE / 2, SIZE / 2 + NEEDLE))).isPositive();
    try (Spool spool = open()) {
      assertNotDelivered(spool);
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .untilAsserted(() -> assertThat(messages(spool)).doesNotContain(DAMAGED));
      assertTheRestGoesOn(spool, MESSAGES - 1);
    }
    try (Spool spool = open()) {
      assertTheRestGoesOn(spool, MESSAGES);
    }
  }

  /// The flipped bit may be in a copy that is not read any more: then nothing is missing. Else that
  /// is reported, and a store need not be able to tell apart records that stand together.
  @Test
  void inTheRecordOfAnEntry() throws Exception {
    fill();
    byte[] name = ("recipient" + DAMAGED).getBytes(StandardCharsets.US_ASCII);
    assertThat(flip(name)).isPositive();
    try (Spool spool = open()) {
      Awaitility.await()
          .atMost(Waits.LONGEST)
          .until(() -> messages(spool).size() == MESSAGES || spool.health().damaged() > 0);
      assertThat(spool.health().healthy()).isTrue();
      for (Entry entry : Mail.entries(spool)) {
        int n = number(entry.message());
        assertThat(entry.recipients())
            .containsExactly(Mail.recipient("recipient" + n + "@x.example"));
        assertThat(Mail.content(spool, id(n))).isEqualTo(Mail.withHead(octets(SIZE, n)));
      }
      Mail.keep(spool, MESSAGES + 1, octets(10, 1), "a@x.example");
      SpoolCheck.check(spool);
    }
  }

  private static void assertNotDelivered(Spool spool) {
    assertThatThrownBy(() -> Mail.content(spool, id(DAMAGED)))
        .isInstanceOfAny(IOException.class, NoSuchElementException.class);
  }

  private static List<Integer> messages(Spool spool) throws IOException {
    return Mail.entries(spool).stream().map(entry -> number(entry.message())).toList();
  }

  private static int number(MessageId id) {
    return (int) (id.epochMillis() - NOON.toEpochMilli());
  }

  private static void assertTheRestGoesOn(Spool spool, int messages) throws Exception {
    assertThat(spool.health().damaged()).isPositive();
    assertThat(spool.health().healthy()).isTrue();
    assertThat(messages(spool)).hasSize(messages);
    for (int n = 1; n <= MESSAGES; n++) {
      if (n != DAMAGED) {
        assertThat(Mail.content(spool, id(n))).isEqualTo(Mail.withHead(octets(SIZE, n)));
      }
    }
    SpoolCheck.check(spool);
    Mail.keep(spool, MESSAGES + 1, octets(10, 1), "a@x.example");
  }

  /// Flips a bit in the middle of these octets wherever they are stored; in how many places.
  private int flip(byte[] octets) throws IOException {
    int flipped = 0;
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] stored = Files.readAllBytes(path);
        int before = flipped;
        for (int at = find(stored, octets, 0); at >= 0; at = find(stored, octets, at + 1)) {
          stored[at + octets.length / 2] ^= 4;
          flipped++;
        }
        if (flipped > before) {
          Files.write(path, stored);
        }
      }
    }
    return flipped;
  }

  private static int find(byte[] in, byte[] what, int from) {
    for (int at = from; at <= in.length - what.length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return at;
      }
    }
    return -1;
  }
}
