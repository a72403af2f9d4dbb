// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.DeliverySettings;
import org.postrider.delivery.Route;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.route.Routing.Exchanger;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.DeliverBy;
import org.postrider.smtp.protocol.envelope.Recipient;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.report.Action;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;
import org.postrider.smtp.protocol.sender.Transaction;
import org.postrider.smtp.wire.ContentEncoder;

/// Makes attempts: `Claimed → Secured → Transferred`, each arrow a method here. An attempt always
/// ends with a result for every recipient; it is recorded by the [Ledger]. Any thread that may
/// block, one attempt on each.
public final class Attempts {
  /// Content up to this is read at once and sent in one write.
  static final int SMALL_OCTETS = 1 << 16;

  /// Connections tried in one attempt before it is deferred.
  static final int MOST_CONNECTIONS = 10;

  private static final int PIECE = 1 << 16;

  /// A session that is open for an attempt; `reused`: it served another before.
  private record Secured(Claimed claimed, Link link, boolean lmtp, boolean reused) {}

  private final DeliverySettings settings;
  private final Opener opener;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  private Attempts(DeliverySettings settings, DeliveryParts parts, Opener opener) {
    this.settings = settings;
    this.opener = opener;
    random = parts.random();
    clock = parts.clock();
  }

  /// Attempts under these settings; `connections` knows all that are open.
  public static Attempts open(
      DeliverySettings settings, DeliveryParts parts, Connections connections) throws IOException {
    return new Attempts(settings, parts, new Opener(parts, settings, connections));
  }

  /// Tries an entry's recipients where `routing` says, over one of the `links` where there is one.
  public Transferred make(Claimed claimed, Routing routing, Links links)
      throws InterruptedException {
    return switch (routing) {
      case Routing.Hosts hosts -> overSmtp(claimed, hosts, links);
      case Routing.Files files -> intoFiles(claimed, files);
      case Routing.Command(Route.Pipe pipe) -> byCommand(claimed, new Command(pipe));
      case Routing.Nowhere nowhere ->
          Transferred.all(claimed, taken("thrown away, as configured"), "discard", "");
      case Routing.Unroutable none ->
          Transferred.all(claimed, new Result(Stage.CONNECT, none.reply(), false), "", "");
    };
  }

  /// In as many transactions as it takes, one after the other. Where one does not reach anybody,
  /// there are no more, and what was said holds for the rest.
  private Transferred overSmtp(Claimed claimed, Routing.Hosts hosts, Links links)
      throws InterruptedException {
    List<Recipient> recipients = claimed.entry().recipients();
    Transferred last = inOne(claimed.upTo(links.recipients()), hosts, links);
    List<Result> results = new ArrayList<>(last.results());
    while (results.size() < recipients.size() && last.isReached()) {
      Claimed rest = claimed.of(recipients.subList(results.size(), recipients.size()));
      last = inOne(rest.upTo(links.recipients()), hosts, links);
      results.addAll(last.results());
    }
    while (results.size() < recipients.size()) {
      results.add(last.results().getFirst());
    }
    return last.of(claimed, results);
  }

  /// In one transaction, with as many of the first recipients as the host takes.
  private Transferred inOne(Claimed claimed, Routing.Hosts hosts, Links links)
      throws InterruptedException {
    String domain = claimed.entry().destination();
    for (Link link = links.take(domain); link != null; link = links.take(domain)) {
      Transferred transferred = transfer(new Secured(claimed, link, hosts.lmtp(), true), links);
      if (transferred != null) {
        return transferred;
      }
    }
    Secured secured = null;
    List<LinkFailure> failures = new ArrayList<>();
    Endpoint last = null;
    for (Endpoint endpoint : endpoints(hosts)) {
      try {
        last = endpoint;
        secured = new Secured(claimed, opener.open(endpoint, hosts), hosts.lmtp(), false);
        break;
      } catch (LinkFailure failure) {
        failures.add(failure);
      }
    }
    if (secured == null || last == null) {
      Endpoint tried = last;
      return Transferred.all(
          claimed,
          worst(failures),
          tried == null ? "" : tried.hop(),
          tried == null ? "" : tried.name());
    }
    Transferred transferred = transfer(secured, links);
    if (transferred == null) {
      throw new IllegalStateException("a fresh link was taken for a stale one");
    }
    return transferred;
  }

  /// Equal preference in random order, by weight; each host's addresses as they came: RFC 5321
  /// §5.1.
  private List<Endpoint> endpoints(Routing.Hosts hosts) {
    List<Drawn> order = new ArrayList<>();
    synchronized (random) {
      for (Exchanger each : hosts.exchangers()) {
        order.add(new Drawn(each, Math.pow(random.nextDouble(), 1.0 / each.weight())));
      }
    }
    order.sort(
        Comparator.comparingInt((Drawn each) -> each.exchanger.preference())
            .thenComparing(Comparator.comparingDouble(Drawn::lot).reversed()));
    List<Endpoint> endpoints = new ArrayList<>();
    for (Drawn drawn : order) {
      Exchanger exchanger = drawn.exchanger();
      for (SocketAddress address : exchanger.addresses()) {
        if (endpoints.size() < MOST_CONNECTIONS) {
          endpoints.add(new Endpoint(exchanger.name(), address, exchanger.demand()));
        }
      }
    }
    return endpoints;
  }

  /// A host and its lot: with weights w, lots of u^(1/w) put it first in w of the sum of weights.
  private record Drawn(Exchanger exchanger, double lot) {}

  /// What many failed hosts mean: it is permanent only where all of them said so.
  private static Result worst(List<LinkFailure> failures) {
    Result result = failures.getLast().result();
    for (LinkFailure each : failures) {
      if (!each.result().reply().isPermanent()) {
        result = each.result();
      }
    }
    return result;
  }

  /// Hands the message over; null where a reused link turned out to be gone before the host took
  /// notice, so that nothing has happened.
  private @Nullable Transferred transfer(Secured secured, Links links) throws InterruptedException {
    Link link = secured.link();
    int most = link.capabilities().limits().recipients(); // RFC 9422 §4.2
    Claimed claimed = most == 0 ? secured.claimed() : secured.claimed().upTo(most);
    List<Result> results;
    try {
      results = converse(claimed, link);
    } catch (IOException e) {
      link.close();
      Result unreadable = new Result(Stage.DATA, Words.unreadable(e), false);
      results = Collections.nCopies(claimed.entry().recipients().size(), unreadable);
    }
    links.keep(link);
    if (secured.reused() && results.stream().allMatch(Attempts::isStale)) {
      return null;
    }
    Endpoint endpoint = link.endpoint();
    String tls = link.tls();
    Transferred transferred =
        new Transferred(claimed, results, endpoint.hop(), endpoint.name(), tls)
            .secured(endpoint.security(tls));
    return secured.lmtp()
        ? telling(transferred, link, Action.DELIVERED)
        : telling(transferred, link, Action.RELAYED).relayed(isToldOf(claimed, link));
  }

  /// RFC 3461 §5.2.1 and §5.2.2: a host that knows DSN was told what the author wants.
  private static Transferred telling(Transferred transferred, Link link, Action action) {
    return link.capabilities().has(Keyword.DSN) ? transferred : transferred.telling(action);
  }

  /// Whether authors hear of a relay although nobody has asked for that: RFC 2852 §4.1.4.
  private boolean isToldOf(Claimed claimed, Link link) {
    DeliverBy by = claimed.envelope().asked().deliverBy();
    if (by == null || by.traced()) {
      return by != null;
    }
    boolean isLost = !by.returned() && !link.capabilities().has(Keyword.DELIVER_BY);
    return isLost && clock.instant().isBefore(by.at());
  }

  private static boolean isStale(Result result) {
    return result.stage() == Stage.MAIL
        && result.reply().isTransient()
        && (!result.spoken() || result.reply().code() == 421);
  }

  private List<Result> converse(Claimed claimed, Link link)
      throws IOException, InterruptedException {
    Transaction transaction = Facts.transaction(claimed, link.capabilities());
    Content content = claimed.content();
    ContentEncoder encoder =
        transaction.byBdat()
            ? ContentEncoder.asChunk(allocator, content.size())
            : ContentEncoder.stuffed(allocator);
    if (content.size() <= SMALL_OCTETS) {
      return await(link.offer(transaction, small(content, encoder)));
    }
    Handover handover = link.offer(transaction, null);
    try {
      if (handover.wanted().get()) {
        send(content, encoder, link, handover);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return await(handover);
  }

  private static List<Result> await(Handover handover) throws InterruptedException {
    try {
      return handover.done().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuf small(Content content, ContentEncoder encoder) throws IOException {
    try (InputStream in = content.open()) {
      byte[] octets = in.readAllBytes();
      return encoder.encode(octets, octets.length, true);
    }
  }

  /// Sends piece after piece, with one on its way while the next is read. Stops where the link
  /// breaks: then the results say so.
  private void send(Content content, ContentEncoder encoder, Link link, Handover handover)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    try (InputStream in = content.open()) {
      boolean last = false;
      while (!last && !handover.done().isDone()) {
        int length = in.readNBytes(piece, 0, piece.length);
        last = length < piece.length;
        ChannelFuture written = link.write(encoder.encode(piece, length, last), last);
        // RFC 5321 §4.5.3.2.5
        if (!written.await(settings.patience().dataBlock().toMillis(), TimeUnit.MILLISECONDS)
            || !written.isSuccess()) {
          link.close();
          return;
        }
      }
    } catch (IOException e) {
      link.close();
      throw e;
    }
  }

  private Transferred intoFiles(Claimed claimed, Routing.Files files) {
    Maildir maildir = new Maildir(files.directory(), settings.hostname());
    List<Result> results = new ArrayList<>();
    for (Mailbox recipient : claimed.mailboxes()) {
      try {
        maildir.deliver(claimed, recipient);
        results.add(taken("in its mailbox"));
      } catch (IOException e) {
        results.add(new Result(Stage.CONTENT, Words.unwritable(e), false));
      }
    }
    return new Transferred(claimed, results, files.directory().toString(), "", "")
        .telling(Action.DELIVERED); // RFC 3461 §5.2.3
  }

  private static Transferred byCommand(Claimed claimed, Command command)
      throws InterruptedException {
    List<Result> results = new ArrayList<>();
    for (Mailbox recipient : claimed.mailboxes()) {
      results.add(new Result(Stage.CONTENT, command.run(claimed, recipient), false));
    }
    return new Transferred(claimed, results, command.name(), "", "")
        .telling(Action.DELIVERED); // RFC 3461 §5.2.3
  }

  private static Result taken(String text) {
    return new Result(Stage.CONTENT, Reply.of(250, "2.0.0", text), false);
  }
}
