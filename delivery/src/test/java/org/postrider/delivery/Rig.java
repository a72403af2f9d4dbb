// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.envelope.MailParameters;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.message.MessageId;
import org.postrider.smtp.wire.HttpsGet;
import org.postrider.smtp.wire.Transport;
import org.postrider.testkit.Waits;

/// A delivery with a spool, in memory unless said otherwise, what it told, and ways to put mail in.
/// Close it to end it.
final class Rig implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();
  private static final int AT_ONCE = 500;
  private static final byte[] HEAD = "Received: here\r\n".getBytes(StandardCharsets.US_ASCII);

  final InstantSource clock;
  final Spool spool;
  final Transport transport;
  final Queue<Told> told = new ConcurrentLinkedQueue<>();
  final Delivery delivery;

  private Rig(
      DeliverySettings settings,
      InstantSource clock,
      Spool spool,
      DeliveryPolicy policy,
      int policyPort)
      throws IOException {
    this.clock = clock;
    this.spool = spool;
    transport = Transport.open(2);
    delivery =
        Delivery.open(
            settings,
            Set.of(),
            new DeliveryParts(transport, spool, told::add, clock, new SplittableRandom(1), policy),
            policyPort);
  }

  static Rig open(DeliverySettings settings) throws IOException {
    return open(settings, InstantSource.system());
  }

  static Rig open(DeliverySettings settings, InstantSource clock) throws IOException {
    return open(settings, clock, Spool.inMemory(clock));
  }

  static Rig open(DeliverySettings settings, InstantSource clock, Spool spool) throws IOException {
    return new Rig(settings, clock, spool, DeliveryPolicy.NONE, HttpsGet.PORT);
  }

  /// With the hosts of MTA-STS policies at this port.
  static Rig open(DeliverySettings settings, int policyPort) throws IOException {
    InstantSource clock = InstantSource.system();
    return new Rig(settings, clock, Spool.inMemory(clock), DeliveryPolicy.NONE, policyPort);
  }

  static Rig open(DeliverySettings settings, InstantSource clock, DeliveryPolicy policy)
      throws IOException {
    return new Rig(settings, clock, Spool.inMemory(clock), policy, HttpsGet.PORT);
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
        base.limits(),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        null,
        new Patience(brief, brief, brief, brief, brief, brief));
  }

  /// The same with other waits, or another file of those trusted.
  static DeliverySettings settings(
      DeliverySettings base, RetrySchedule schedule, @Nullable Path trust, Patience patience) {
    return new DeliverySettings(
        base.hostname(),
        base.routes(),
        schedule,
        base.limits(),
        base.attempts(),
        base.idle(),
        base.resolvers(),
        base.ownAddresses(),
        trust,
        patience);
  }

  MessageId send(String from, String content, String... to) {
    return send(from, content.getBytes(StandardCharsets.UTF_8), Body.SEVEN_BIT, false, to);
  }

  /// Puts a message in, one entry for all recipients, who share a domain.
  MessageId send(String from, byte[] content, Body body, boolean smtpUtf8, String... to) {
    List<Mailbox> recipients = Stream.of(to).map(Mailbox::parse).toList();
    Envelope envelope = envelope(from, content.length, body, smtpUtf8);
    CompletionStage<Commit> commit = offer(envelope, content, List.of(recipients));
    Assertions.assertThat(commit.toCompletableFuture().join()).isEqualTo(new Commit.Kept());
    return envelope.id();
  }

  /// Puts a message in whose sender asks for something.
  MessageId send(String from, byte[] content, MailParameters asked, Recipient... to) {
    Envelope plain = envelope(from, content.length, Body.SEVEN_BIT, false);
    Envelope envelope =
        new Envelope(
            plain.id(),
            plain.accepted(),
            plain.sender(),
            Body.SEVEN_BIT,
            false,
            asked,
            "",
            plain.client(),
            HEAD,
            plain.size());
    CompletionStage<Commit> commit = offerTo(envelope, content, List.of(List.of(to)));
    Assertions.assertThat(commit.toCompletableFuture().join()).isEqualTo(new Commit.Kept());
    return envelope.id();
  }

  /// Puts a message in with an entry for each recipient.
  MessageId sendApart(String from, String content, String... to) {
    byte[] octets = content.getBytes(StandardCharsets.UTF_8);
    Envelope envelope = envelope(from, octets.length, Body.SEVEN_BIT, false);
    List<List<Mailbox>> groups =
        Stream.of(to).map(Mailbox::parse).map(mailbox -> List.of(mailbox)).toList();
    CompletionStage<Commit> commit = offer(envelope, octets, groups);
    Assertions.assertThat(commit.toCompletableFuture().join()).isEqualTo(new Commit.Kept());
    return envelope.id();
  }

  /// Puts in many messages at once, one to each recipient.
  void sendAll(String from, String content, List<String> to) {
    byte[] octets = content.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < to.size(); at += AT_ONCE) {
      List<CompletableFuture<Commit>> commits = new ArrayList<>();
      for (String each : to.subList(at, Math.min(at + AT_ONCE, to.size()))) {
        Envelope envelope = envelope(from, octets.length, Body.SEVEN_BIT, false);
        commits.add(
            offer(envelope, octets, List.of(List.of(Mailbox.parse(each)))).toCompletableFuture());
      }
      commits.forEach(commit -> Assertions.assertThat(commit.join()).isEqualTo(new Commit.Kept()));
    }
  }

  private Envelope envelope(String from, int octets, Body body, boolean smtpUtf8) {
    Instant now = clock.instant();
    return new Envelope(
        MessageId.of(now.toEpochMilli(), 0, IDS.incrementAndGet()),
        now,
        from.isEmpty() ? ReversePath.NULL : new ReversePath(Mailbox.parse(from)),
        body,
        smtpUtf8,
        MailParameters.NONE,
        "",
        "test[127.0.0.1]",
        HEAD,
        HEAD.length + octets);
  }

  private CompletionStage<Commit> offer(
      Envelope envelope, byte[] content, List<List<Mailbox>> groups) {
    return offerTo(envelope, content, groups.stream().map(Recipient::of).toList());
  }

  private CompletionStage<Commit> offerTo(
      Envelope envelope, byte[] content, List<List<Recipient>> groups) {
    Intake intake = spool.intake(content.length);
    for (int at = 0; at < content.length; at += 65536) {
      intake.append(content, at, Math.min(65536, content.length - at));
    }
    List<Entry> entries = new ArrayList<>();
    for (List<Recipient> recipients : groups) {
      entries.add(
          new Entry(
              envelope.id(),
              entries.size(),
              recipients.getFirst().mailbox().domain().key(),
              recipients,
              Entry.State.QUEUED,
              envelope.released(),
              0,
              "",
              false));
    }
    return intake.commit(envelope, entries);
  }

  List<Told.Attempted> attempts() {
    return told.stream()
        .filter(each -> each instanceof Told.Attempted)
        .map(each -> (Told.Attempted) each)
        .toList();
  }

  /// What was told once there were so many attempts.
  List<Told.Attempted> awaitAttempts(int count) {
    Awaitility.await().atMost(Waits.LONGEST).until(() -> attempts().size() >= count);
    return attempts();
  }

  /// How the first attempt for a recipient ended. It need not be told first: by then a notification
  /// of it may have been tried.
  Told.Attempted awaitAttempt(String recipient) {
    Mailbox wanted = Mailbox.parse(recipient);
    return Awaitility.await()
        .atMost(Waits.LONGEST)
        .until(
            () -> attempts().stream().filter(each -> each.recipient().equals(wanted)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
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
