// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.wire.Transport;

/// A delivery with a spool in memory, what it told, and ways to put mail in. Close it to end it.
final class Rig implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();

  final InstantSource clock;
  final Spool spool;
  final Transport transport;
  final Queue<Told> told = new ConcurrentLinkedQueue<>();
  final Delivery delivery;

  private Rig(DeliverySettings settings, InstantSource clock) throws IOException {
    this.clock = clock;
    spool = Spool.inMemory(clock);
    transport = Transport.open(2);
    delivery =
        Delivery.open(
            settings,
            new DeliveryParts(transport, spool, told::add, clock, new SplittableRandom(1)));
  }

  static Rig open(DeliverySettings settings) throws IOException {
    return new Rig(settings, InstantSource.system());
  }

  static Rig open(DeliverySettings settings, InstantSource clock) throws IOException {
    return new Rig(settings, clock);
  }

  /// Settings that send everything to a port of 127.0.0.1, with short waits.
  static DeliverySettings toward(int port, boolean lmtp, Route.Tls tls) {
    return with(
        new Route(
            List.of("*"),
            new Route.Host(List.of(new Route.Address("127.0.0.1", port)), lmtp, tls, null)));
  }

  static DeliverySettings with(Route... routes) {
    DeliverySettings base = DeliverySettings.defaults("us.example");
    Duration brief = Duration.ofSeconds(5);
    return new DeliverySettings(
        base.hostname(),
        List.of(routes),
        base.schedule(),
        base.connectionsPerHop(),
        base.messagesPerConnection(),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        null,
        new Patience(brief, brief, brief, brief, brief, brief));
  }

  MessageId send(String from, String content, String... to) {
    return send(from, content.getBytes(StandardCharsets.UTF_8), false, false, to);
  }

  /// Puts a message in, one entry for all recipients, who share a domain.
  MessageId send(String from, byte[] content, boolean eightBit, boolean smtpUtf8, String... to) {
    Instant now = clock.instant();
    MessageId id = MessageId.of(now.toEpochMilli(), 0, IDS.incrementAndGet());
    ReversePath sender = from.isEmpty() ? ReversePath.NULL : new ReversePath(Mailbox.parse(from));
    byte[] head = "Received: here\r\n".getBytes(StandardCharsets.US_ASCII);
    Intake intake = spool.intake(content.length);
    for (int at = 0; at < content.length; at += 65536) {
      intake.append(content, at, Math.min(65536, content.length - at));
    }
    List<Mailbox> recipients = Stream.of(to).map(Mailbox::parse).toList();
    Entry entry =
        new Entry(
            id,
            0,
            recipients.getFirst().domain().key(),
            recipients,
            Entry.State.QUEUED,
            now,
            0,
            "",
            false);
    Envelope envelope =
        new Envelope(
            id,
            now,
            sender,
            eightBit,
            smtpUtf8,
            "",
            "test[127.0.0.1]",
            head,
            head.length + content.length);
    Commit commit = intake.commit(envelope, List.of(entry)).toCompletableFuture().join();
    Assertions.assertThat(commit).isEqualTo(new Commit.Kept());
    return id;
  }

  List<Told.Attempted> attempts() {
    return told.stream()
        .filter(each -> each instanceof Told.Attempted)
        .map(each -> (Told.Attempted) each)
        .toList();
  }

  /// What was told once there were so many attempts.
  List<Told.Attempted> awaitAttempts(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> attempts().size() >= count);
    return attempts();
  }

  List<Listing.Item> queued() throws IOException {
    List<Listing.Item> all = new ArrayList<>();
    String page = null;
    do {
      Listing listing = spool.list(Query.ALL, page, 100);
      all.addAll(listing.items());
      page = listing.next();
    } while (page != null);
    return all;
  }

  @Override
  public void close() throws IOException {
    delivery.close();
    transport.close();
    spool.close();
  }
}
