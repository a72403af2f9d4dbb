// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.schedule.Counsel.Course.GoOn;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Ledger;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.plugins.api.Told;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.sender.Result;
import org.postrider.smtp.protocol.sender.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries entries whose turn has come: reads what is needed, hears what plug-ins say, has the
/// attempt made, and sees that the entry's claim ends when its outcome is on record. Any thread
/// that may block.
final class Trials {
  /// Entries of a message looked through at once.
  private static final int PAGE = 256;

  /// How long an entry whose attempt broke on our side is left alone, and one that a plug-in has
  /// sent where there is no room.
  private static final Duration REST = Duration.ofSeconds(30);

  private static final Result LATE =
      new Result(Stage.CONNECT, Reply.of(451, "4.4.7", "it was not tried in time"), false);

  private static final Logger log = LoggerFactory.getLogger(Trials.class);

  private final DeliveryParts parts;
  private final Ledger ledger;
  private final Executor executor;
  private final Sites sites;
  private final Set<EntryName> claims;
  private final Counsel counsel;

  Trials(
      DeliveryParts parts, Ledger ledger, Executor executor, Sites sites, Set<EntryName> claims) {
    this.parts = parts;
    this.ledger = ledger;
    this.executor = executor;
    this.sites = sites;
    this.claims = claims;
    counsel = new Counsel(parts);
  }

  /// Makes an attempt; true where it was given to another site instead.
  boolean make(Site site, Job job) {
    EntryName name = job.entry().name();
    try {
      Claimed claimed = sites.isSuspended(job.entry().destination()) ? null : claimed(job);
      if (claimed == null) {
        claims.remove(name);
        return false;
      }
      if (claimed.isExpired(parts.clock().instant())) {
        record(Transferred.untried(claimed, LATE));
        return false;
      }
      switch (job.ruled() ? GoOn.GO_ON : counsel.on(claimed, site.routing, site.means)) {
        case GoOn _ -> {
          return make(site, job, claimed, site.routing);
        }
        case Counsel.Course.Ended(Transferred ended) -> record(ended);
        case Counsel.Course.PutOff(Instant until) -> putOff(claimed, until);
        case Counsel.Course.Elsewhere elsewhere -> {
          return send(site, job, claimed, elsewhere);
        }
      }
    } catch (InterruptedException e) {
      claims.remove(name);
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.error("the attempt at {} broke; it is tried again later", name, e);
      CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS, executor)
          .execute(() -> claims.remove(name));
    }
    return false;
  }

  private void make(Site site, Claimed claimed) throws InterruptedException {
    Strain.Rest rest = sites.enter(site, parts.clock().instant());
    if (rest != null) {
      record(Transferred.untried(claimed, rest.result()));
      return;
    }
    Transferred transferred;
    try {
      transferred = site.means.transmission().make(claimed, site.routing, site.links);
    } finally {
      sites.left(site);
    }
    for (Complaints.Warning warning : sites.learned(site, transferred, parts.clock().instant())) {
      log.warn(
          "{} puts mail off again and again, {} times within {} s: {}",
          transferred.hop(),
          warning.times(),
          warning.within().toSeconds(),
          warning.reply());
      parts
          .told()
          .accept(
              new Told.Throttled(
                  transferred.hop(), warning.reply(), warning.times(), warning.within()));
    }
    record(transferred);
  }

  private void record(Transferred transferred) {
    ledger.record(transferred, () -> claims.remove(transferred.claimed().entry().name()));
  }

  private void putOff(Claimed claimed, Instant until) throws IOException {
    EntryName name = claimed.entry().name();
    parts.spool().change(List.of(name), new Change.Retry(until));
    claims.remove(name);
  }

  /// Has an attempt made the way that a plug-in wants. True where another site has it.
  private boolean send(Site site, Job job, Claimed claimed, Counsel.Course.Elsewhere elsewhere)
      throws IOException, InterruptedException {
    String domain = claimed.entry().destination();
    Routing routing = await(site.means.router().route(domain, elsewhere.route()));
    if (routing instanceof Routing.Unroutable(Reply reply)) {
      record(Transferred.refused(claimed, elsewhere.by(), reply));
      return false;
    }
    return make(site, job, claimed, routing);
  }

  /// Makes an attempt by a way, or by the one that the message's sender wants instead, which may be
  /// that of another site, in its turn. True where that has it.
  private boolean make(Site site, Job job, Claimed claimed, Routing usual)
      throws IOException, InterruptedException {
    Entry entry = claimed.entry();
    Envelope envelope = claimed.envelope();
    Routing routing =
        job.ruled()
            ? usual
            : usual.over(envelope.asked().tls(), envelope.sender().mailbox() == null);
    if (routing.site().equals(site.routing.site())) {
      make(site, claimed);
    } else if (sites.move(site, job.ruled(entry, parts.nanos().getAsLong()), routing)) {
      return true;
    } else {
      putOff(claimed, parts.clock().instant().plus(REST));
    }
    return false;
  }

  private static Routing await(CompletableFuture<Routing> routing) throws InterruptedException {
    try {
      return routing.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Claimed claimed(Job job) throws IOException {
    Entry entry = job.entry();
    if (!job.certain()
        || parts.nanos().getAsLong() - job.sinceNanos() > Scheduler.STALE.toNanos()) {
      Entry current = current(entry);
      if (current == null) {
        return null;
      }
      entry = current;
    }
    Optional<Envelope> envelope = parts.spool().envelope(entry.message());
    Optional<Content> content = parts.spool().content(entry.message());
    return envelope.isEmpty() || content.isEmpty()
        ? null
        : new Claimed(entry, job.part(), envelope.get(), content.get());
  }

  /// The entry as it is now; null where it is not to be tried any more.
  private @Nullable Entry current(Entry entry) throws IOException {
    String page = null;
    do {
      Listing listing = parts.spool().list(Query.of(entry.message()), page, PAGE);
      for (Listing.Item item : listing.items()) {
        if (item.entry().name().equals(entry.name())) {
          boolean due =
              item.entry().state() == Entry.State.QUEUED
                  && !item.entry().due().isAfter(parts.clock().instant());
          return due ? item.entry() : null;
        }
      }
      page = listing.next();
    } while (page != null);
    return null;
  }
}
