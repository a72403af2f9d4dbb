// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.queue.store.contract.Mail.NOON;
import static org.postrider.queue.store.contract.Mail.id;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.contract.Mail;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.FutureRelease;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Notify;
import org.postrider.smtp.protocol.envelope.OriginalRecipient;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.envelope.Returned;
import org.postrider.smtp.protocol.envelope.TlsRequired;

class RecordsTest {
  private static final Records.Stored CONTENT = new Records.Stored((3L << 40) | 17, 123_456);

  @Test
  void anEntryIsReadAsItWasWritten() throws Exception {
    Entry entry = Mail.entry(id(1), 5, Instant.MAX, "a@x.example", "b@x.example").held("why");
    byte[] key = Keys.entry(entry.name());
    byte[] record = Records.entry(key, entry, CONTENT, true);
    assertThat(Records.entry(key, record)).isEqualTo(new Records.Queued(entry, CONTENT, true));
    assertThat(Records.glance(record)).isEqualTo(new Records.Glance("x.example", true));
    assertThat(Keys.entryOf(key)).isEqualTo(entry.name());
  }

  @Test
  void whatWasAskedForRecipientsIsReadAsItWasWritten() throws Exception {
    Entry plain = Mail.entry(id(1), 0, NOON, "a@x.example", "b@x.example", "c@x.example");
    List<Recipient> recipients = new ArrayList<>(plain.recipients());
    OriginalRecipient original = OriginalRecipient.parse("rfc822;B@x.example");
    recipients.set(
        0, new Recipient(recipients.get(0).mailbox(), new RcptParameters(Notify.NEVER, null)));
    recipients.set(
        1,
        new Recipient(
            recipients.get(1).mailbox(),
            new RcptParameters(new Notify(true, false, true), original)));
    Entry entry =
        new Entry(
            plain.message(),
            plain.number(),
            plain.destination(),
            recipients,
            plain.state(),
            plain.due(),
            0,
            "",
            false);
    byte[] key = Keys.entry(entry.name());
    byte[] record = Records.entry(key, entry, CONTENT, false);
    assertThat(Records.entry(key, record).entry()).isEqualTo(entry);
    assertThat(Records.glance(record)).isEqualTo(new Records.Glance("x.example", false));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-9, 0", "9, 63", "0, 1"})
  void aLaneIsReadAsItWasWritten(int priority, int flow) throws Exception {
    Entry entry = Mail.in(new Lane(priority, flow), Mail.entry(id(1), 0, NOON, "a@x.example"));
    byte[] key = Keys.entry(entry.name());
    byte[] record = Records.entry(key, entry, CONTENT, false);
    assertThat(Records.entry(key, record).entry()).isEqualTo(entry);
    assertThat(Records.glance(record)).isEqualTo(new Records.Glance("x.example", false));
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void anEnvelopeIsReadAsItWasWritten(Body body) throws Exception {
    byte[] head = {1, 2, 3};
    Envelope envelope =
        new Envelope(
            id(1),
            Instant.MIN,
            ReversePath.NULL,
            body,
            true,
            asked(body),
            "ä",
            "",
            head,
            3 + CONTENT.octets());
    byte[] key = Keys.message(envelope.id());
    Records.Message read = Records.message(key, Records.message(key, envelope, CONTENT));
    assertThat(read.envelope()).usingRecursiveComparison().isEqualTo(envelope);
    assertThat(read.content()).isEqualTo(CONTENT);
  }

  /// Other demands for each kind of body.
  private static MailParameters asked(Body body) {
    MailParameters asked =
        new MailParameters(Returned.HDRS, "QQ+2B314", body.ordinal() * 9 - 9)
            .over(TlsRequired.values()[body.ordinal()]);
    return switch (body) {
      case SEVEN_BIT -> asked.held(new FutureRelease(Instant.EPOCH, "for;60"));
      case EIGHT_BIT -> asked.within(new DeliverBy(NOON, false, true));
      case BINARY -> asked.within(new DeliverBy(Instant.MAX, true, false));
    };
  }

  @Test
  void noFlippedBitAndNoShorterRecordIsRead() {
    Entry entry = Mail.entry(id(1), 0, NOON, "a@x.example");
    byte[] key = Keys.entry(entry.name());
    byte[] record = Records.entry(key, entry, CONTENT, false);
    for (int bit = 0; bit < record.length * 8; bit++) {
      byte[] flipped = record.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> Records.entry(key, flipped)).isInstanceOf(DamagedException.class);
    }
    for (int length = 0; length < record.length; length++) {
      byte[] cut = Arrays.copyOf(record, length);
      assertThatThrownBy(() -> Records.entry(key, cut)).isInstanceOf(DamagedException.class);
    }
    byte[] other = Keys.entry(new EntryName(id(1), 1));
    assertThatThrownBy(() -> Records.entry(other, record)).isInstanceOf(DamagedException.class);
  }

  /// Even with a right sum, any octets are a record or damage, and nothing else.
  @Test
  void anyOctetsAreReadOrRefused() {
    SplittableRandom random = new SplittableRandom(20261123);
    Entry entry = Mail.entry(id(1), 0, NOON, "a@x.example");
    byte[] key = Keys.entry(entry.name());
    byte[] messageKey = Keys.message(id(1));
    byte[] good = Records.entry(key, entry, CONTENT, false);
    byte[] goodMessage = Records.message(messageKey, Mail.envelope(id(1), 9), CONTENT);
    for (int i = 0; i < 20_000; i++) {
      tryEntry(key, mutated(key, good, random));
      tryMessage(messageKey, mutated(messageKey, goodMessage, random));
    }
  }

  private static byte[] mutated(byte[] key, byte[] good, SplittableRandom random) {
    byte[] record = Arrays.copyOf(good, Records.HEADER + random.nextInt(good.length));
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      record[random.nextInt(record.length)] = (byte) random.nextInt();
    }
    int length = record.length - Records.HEADER;
    int sum = Records.sum(key, Records.FORMAT, record, Records.HEADER, length);
    ByteBuffer.wrap(record).put(Records.FORMAT).putInt(sum);
    return record;
  }

  private static void tryEntry(byte[] key, byte[] record) {
    try {
      Records.entry(key, record);
    } catch (DamagedException e) {
      assertThat(e).hasMessageContaining("");
    }
  }

  private static void tryMessage(byte[] key, byte[] record) {
    try {
      Records.message(key, record);
    } catch (DamagedException e) {
      assertThat(e).hasMessageContaining("");
    }
  }

  @Test
  void keysSortByTimeAndName() {
    Instant[] times = {Instant.MIN, Instant.EPOCH.minusNanos(1), Instant.EPOCH, NOON, Instant.MAX};
    for (int i = 1; i < times.length; i++) {
      byte[] before = Keys.place(times[i - 1], new EntryName(id(9), 9));
      byte[] after = Keys.place(times[i], new EntryName(id(1), 0));
      for (byte[] prefix : List.of(new byte[] {Keys.DUE}, Keys.queueOf("x.example"))) {
        byte[] end = Keys.dueAfter(prefix, times[i - 1]);
        assertThat(Arrays.compareUnsigned(Keys.at(prefix, before), end)).isNegative();
        assertThat(Arrays.compareUnsigned(Keys.at(prefix, after), end)).isNotNegative();
      }
      assertThat(Arrays.compareUnsigned(before, after)).isNegative();
      assertThat(Keys.placeOf(Keys.queue("x.example", after))).isEqualTo(after);
      assertThat(Keys.nameOf(after)).isEqualTo(new EntryName(id(1), 0));
    }
    assertThat(Keys.after(new byte[] {1, (byte) 0xff})).containsExactly(2);
  }
}
