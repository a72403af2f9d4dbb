// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Position;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.LocalPart;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.RcptParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// What stands under the keys: a format octet, a CRC-32C over key, format and what follows, then
/// the fields. The key is in the sum so that a record cannot be taken for another one's. Reading is
/// total: anything that is not a whole record of a known format is a [DamagedException].
final class Records {
  /// The only format so far.
  static final byte FORMAT = 1;

  /// Flags of a message: what its body has.
  private static final int EIGHT_BIT = 1;

  private static final int BINARY = 16;

  /// Flag of an entry: its lane is among the fields, because it is not the usual one.
  private static final int LANE = 16;

  /// Octets before the fields.
  static final int HEADER = 5;

  private Records() {}

  /// A message as stored: its envelope and where its octets are.
  record Message(Envelope envelope, Stored content) {}

  /// An entry as stored; it names the content too, so that it can be removed without reading more.
  ///
  /// @param alone whether the message has never had another entry: then it goes with this one
  record Queued(Entry entry, Stored content, boolean alone) {}

  /// Of an entry, what is counted.
  record Glance(String destination, boolean held) {}

  /// A number of its own for each content, and how many octets it has.
  record Stored(long number, long octets) {}

  static byte[] message(byte[] key, Envelope envelope, Stored content) {
    Fields out = new Fields(256 + envelope.head().length);
    out.number(content.number());
    out.number(content.octets());
    out.instant(envelope.accepted());
    Mailbox sender = envelope.sender().mailbox();
    out.octet(
        bodyFlag(envelope.body())
            | (envelope.smtpUtf8() ? 2 : 0)
            | (sender == null ? 0 : 4)
            | Asked.flags(envelope.asked()));
    if (sender != null) {
      write(out, sender);
    }
    if (!envelope.asked().equals(MailParameters.NONE)) {
      Asked.write(out, envelope.asked());
    }
    out.text(envelope.account());
    out.text(envelope.client());
    out.octets(envelope.head());
    return sealed(key, out);
  }

  static Message message(byte[] key, byte[] record) throws DamagedException {
    return read(
        key,
        record,
        in -> {
          MessageId id = Keys.messageOf(key);
          Stored content = new Stored(in.number(), in.number());
          Instant accepted = in.instant();
          int flags = in.octet();
          ReversePath sender =
              (flags & 4) == 0 ? ReversePath.NULL : new ReversePath(readMailbox(in));
          MailParameters asked = Asked.read(in, flags);
          String account = in.text();
          String client = in.text();
          byte[] head = in.octets();
          return new Message(
              new Envelope(
                  id,
                  accepted,
                  sender,
                  readBody(flags),
                  (flags & 2) != 0,
                  asked,
                  account,
                  client,
                  head,
                  head.length + content.octets()),
              content);
        });
  }

  private static int bodyFlag(Body body) {
    return switch (body) {
      case SEVEN_BIT -> 0;
      case EIGHT_BIT -> EIGHT_BIT;
      case BINARY -> BINARY;
    };
  }

  private static Body readBody(int flags) {
    return (flags & BINARY) != 0 ? Body.BINARY : Body.ofLines((flags & EIGHT_BIT) != 0);
  }

  static byte[] entry(byte[] key, Entry entry, Stored content, boolean alone) {
    Fields out = new Fields(192);
    boolean asked =
        entry.recipients().stream().anyMatch(one -> !one.parameters().equals(RcptParameters.NONE));
    out.octet(
        (entry.state() == Entry.State.HELD ? 1 : 0)
            | (entry.warned() ? 2 : 0)
            | (alone ? 4 : 0)
            | (asked ? Asked.ASKED : 0)
            | (entry.lane().equals(Lane.USUAL) ? 0 : LANE));
    out.text(entry.destination());
    if (!entry.lane().equals(Lane.USUAL)) {
      out.octet(entry.lane().priority());
      out.octet(entry.lane().flow());
    }
    out.number(content.number());
    out.number(content.octets());
    out.instant(entry.due());
    out.number(entry.attempts());
    out.text(entry.reason());
    out.number(entry.recipients().size());
    for (Recipient recipient : entry.recipients()) {
      write(out, recipient.mailbox());
      if (asked) {
        Asked.write(out, recipient.parameters());
      }
    }
    return sealed(key, out);
  }

  static Queued entry(byte[] key, byte[] record) throws DamagedException {
    return read(
        key,
        record,
        in -> {
          EntryName name = Keys.entryOf(key);
          int flags = in.octet();
          String destination = in.text();
          Lane lane = (flags & LANE) == 0 ? Lane.USUAL : new Lane((byte) in.octet(), in.octet());
          Stored content = new Stored(in.number(), in.number());
          Instant due = in.instant();
          int attempts = in.count(Integer.MAX_VALUE);
          String reason = in.text();
          int count = in.count(Entry.MOST_RECIPIENTS);
          List<Recipient> recipients = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            Mailbox mailbox = readMailbox(in);
            recipients.add(
                (flags & Asked.ASKED) == 0
                    ? Recipient.of(mailbox)
                    : new Recipient(mailbox, Asked.readParameters(in)));
          }
          return new Queued(
              new Entry(
                  name.message(),
                  name.number(),
                  destination,
                  lane,
                  recipients,
                  (flags & 1) == 0 ? Entry.State.QUEUED : Entry.State.HELD,
                  due,
                  attempts,
                  reason,
                  (flags & 2) != 0),
              content,
              (flags & 4) != 0);
        });
  }

  /// What an entry whose record is damaged seems to have been; null where not even that can be
  /// told.
  static @Nullable Glance glance(byte[] record) {
    try {
      Fields in = new Fields(record);
      boolean held = (in.octet() & 1) != 0;
      return new Glance(in.text(), held);
    } catch (DamagedException e) {
      return null;
    }
  }

  /// Where the pieces of a content are, in order.
  static byte[] extents(byte[] key, List<Extent> extents) {
    Fields out = new Fields(1 + 12 * extents.size());
    out.number(extents.size());
    for (Extent extent : extents) {
      out.number(extent.segment());
      out.number(extent.offset());
      out.number(extent.length());
    }
    return sealed(key, out);
  }

  static List<Extent> extents(byte[] key, byte[] record) throws DamagedException {
    return read(
        key,
        record,
        in -> {
          int count = in.count(record.length);
          List<Extent> extents = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            long segment = in.number();
            extents.add(
                new Extent(segment, in.count(Integer.MAX_VALUE), in.count(Integer.MAX_VALUE)));
          }
          return extents;
        });
  }

  /// How many entries of a destination wait.
  static byte[] count(byte[] key, Counts.Count count) {
    Fields out = new Fields(8);
    out.number(count.queued());
    out.number(count.held());
    return sealed(key, out);
  }

  static Counts.Count count(byte[] key, byte[] record) throws DamagedException {
    return read(key, record, in -> new Counts.Count(in.number(), in.number()));
  }

  /// How many octets of a segment are in use, or how often the store was opened.
  static byte[] number(byte[] key, long number) {
    Fields out = new Fields(8);
    out.number(number);
    return sealed(key, out);
  }

  static long number(byte[] key, byte[] record) throws DamagedException {
    return read(key, record, Fields::number);
  }

  /// A place in the journal.
  static byte[] position(byte[] key, Position position) {
    Fields out = new Fields(12);
    out.number(position.segment());
    out.number(position.offset());
    return sealed(key, out);
  }

  static Position position(byte[] key, byte[] record) throws DamagedException {
    return read(key, record, in -> new Position(in.number(), in.count(Integer.MAX_VALUE)));
  }

  private static void write(Fields out, Mailbox mailbox) {
    out.text(mailbox.local().value());
    out.octet(
        switch (mailbox.domain()) {
          case Domain.Name _ -> 0;
          case Domain.Literal4 _ -> 1;
          case Domain.Literal6 _ -> 2;
          case Domain.General _ -> 3;
        });
    out.text(mailbox.domain().text());
  }

  private static Mailbox readMailbox(Fields in) throws DamagedException {
    LocalPart local = new LocalPart(in.text());
    int kind = in.octet();
    String text = in.text();
    return new Mailbox(
        local,
        switch (kind) {
          case 0 -> new Domain.Name(text);
          case 1 -> new Domain.Literal4(text);
          case 2 -> new Domain.Literal6(text);
          case 3 -> new Domain.General(text);
          default -> throw new DamagedException("no kind of domain: " + kind);
        });
  }

  static byte[] sealed(byte[] key, Fields out) {
    byte[] record = out.record();
    int sum = sum(key, FORMAT, record, HEADER, record.length - HEADER);
    ByteBuffer.wrap(record).put(FORMAT).putInt(sum);
    return record;
  }

  static int sum(byte[] key, byte format, byte[] octets, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(key);
    sum.update(format);
    sum.update(octets, from, length);
    return (int) sum.getValue();
  }

  /// Throws [DamagedException] unless format and sum are as written.
  static void check(byte[] key, byte[] record) throws DamagedException {
    if (record.length < HEADER) {
      throw new DamagedException("a record of " + record.length + " octets");
    }
    if (record[0] != FORMAT) {
      throw new DamagedException("a record of unknown format " + record[0]);
    }
    int sum = sum(key, FORMAT, record, HEADER, record.length - HEADER);
    if (ByteBuffer.wrap(record).getInt(1) != sum) {
      throw new DamagedException("a record whose check sum is wrong");
    }
  }

  /// Reads the fields of one kind of record.
  interface Reader<T> {
    T read(Fields in) throws DamagedException;
  }

  static <T> T read(byte[] key, byte[] record, Reader<T> reader) throws DamagedException {
    check(key, record);
    try {
      return reader.read(new Fields(record));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new DamagedException("a record that makes no sense", e);
    }
  }
}
