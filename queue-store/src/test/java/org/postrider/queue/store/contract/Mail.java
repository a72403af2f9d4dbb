// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Lane;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Outcome;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.LocalPart;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;

/// Makes messages for the tests of the spool.
public final class Mail {
  public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  public static final byte[] HEAD =
      "Received: by postrider.test\r\n".getBytes(StandardCharsets.US_ASCII);

  private Mail() {}

  /// The id number `n`; later numbers sort later.
  public static MessageId id(int n) {
    return MessageId.of(NOON.toEpochMilli() + n, n, n * 31L);
  }

  public static Mailbox mailbox(String address) {
    int at = address.lastIndexOf('@');
    return new Mailbox(
        new LocalPart(address.substring(0, at)), new Domain.Name(address.substring(at + 1)));
  }

  public static Envelope envelope(MessageId id, long octets) {
    return new Envelope(
        id,
        Instant.ofEpochMilli(id.epochMillis()),
        new ReversePath(mailbox("author@home.example")),
        Body.EIGHT_BIT,
        false,
        MailParameters.NONE,
        "alice",
        "client.example[192.0.2.1]",
        HEAD,
        HEAD.length + octets);
  }

  /// A recipient of whom nothing was said.
  public static Recipient recipient(String text) {
    return Recipient.of(mailbox(text));
  }

  /// A queued entry, never tried.
  public static Entry entry(MessageId id, int number, Instant due, String... recipients) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (String recipient : recipients) {
      mailboxes.add(mailbox(recipient));
    }
    return new Entry(
        id,
        number,
        mailboxes.getFirst().domain().key(),
        Recipient.of(mailboxes),
        Entry.State.QUEUED,
        due,
        0,
        "",
        false);
  }

  /// The same in another lane.
  public static Entry in(Lane lane, Entry entry) {
    return new Entry(
        entry.message(),
        entry.number(),
        entry.destination(),
        lane,
        entry.recipients(),
        entry.state(),
        entry.due(),
        entry.attempts(),
        entry.reason(),
        entry.warned());
  }

  /// Octets that depend on the seed.
  public static byte[] octets(int length, long seed) {
    byte[] octets = new byte[length];
    new SplittableRandom(seed).nextBytes(octets);
    return octets;
  }

  /// Appends as a polite client does: waits where it is asked to.
  public static Intake append(Spool spool, byte[] octets) throws Exception {
    Intake intake = spool.intake(octets.length);
    int step = 50_000;
    for (int at = 0; at < octets.length; at += step) {
      if (!intake.append(octets, at, Math.min(step, octets.length - at))) {
        intake.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
      }
    }
    return intake;
  }

  public static Commit commit(Spool spool, byte[] octets, Entry... entries) throws Exception {
    Intake intake = append(spool, octets);
    return intake
        .commit(envelope(entries[0].message(), octets.length), List.of(entries))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  /// One message to one recipient at `destination`, due at noon.
  public static Entry keep(Spool spool, int n, byte[] octets, String recipient) throws Exception {
    Entry entry = entry(id(n), 0, NOON, recipient);
    Commit commit = commit(spool, octets, entry);
    if (!(commit instanceof Commit.Kept)) {
      throw new AssertionError("not kept: " + commit);
    }
    return entry;
  }

  public static Settlement.Answer settle(Spool spool, Settlement settlement) throws Exception {
    return spool
        .settle(spool.parts().getFirst(), List.of(settlement))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .getFirst();
  }

  public static Settlement.Answer settle(Spool spool, Entry entry, Outcome... outcomes)
      throws Exception {
    long epoch = spool.parts().getFirst().epoch();
    return settle(spool, new Settlement(entry, epoch, List.of(outcomes), false, null));
  }

  /// Everything that is queued and due, in pages.
  public static List<Entry> due(Spool spool, Instant until) throws IOException {
    return due(spool, Queues.ANY, until);
  }

  /// The same of some destinations.
  public static List<Entry> due(Spool spool, Queues among, Instant until) throws IOException {
    List<Entry> all = new ArrayList<>();
    Due page;
    String cursor = Due.START;
    do {
      page = spool.due(spool.parts().getFirst(), among, cursor, until, 7);
      all.addAll(page.entries());
      cursor = page.cursor();
    } while (page.more());
    return all;
  }

  /// Every entry of the query, in pages.
  public static List<Listing.Item> list(Spool spool, Query query) throws IOException {
    List<Listing.Item> all = new ArrayList<>();
    String next = null;
    do {
      Listing page = spool.list(query, next, 5);
      all.addAll(page.items());
      next = page.next();
    } while (next != null);
    return all;
  }

  public static List<Entry> entries(Spool spool) throws IOException {
    return list(spool, Query.ALL).stream().map(Listing.Item::entry).toList();
  }

  /// The content as stored, head first.
  public static byte[] content(Spool spool, MessageId id) throws IOException {
    try (InputStream in = spool.content(id).orElseThrow().open()) {
      return in.readAllBytes();
    }
  }

  public static byte[] withHead(byte[] octets) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try {
      whole.write(HEAD);
      whole.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return whole.toByteArray();
  }
}
