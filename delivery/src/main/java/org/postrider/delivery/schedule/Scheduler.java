// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Claimed;
import org.postrider.delivery.transmit.Ledger;
import org.postrider.delivery.transmit.Transferred;
import org.postrider.queue.store.Destinations;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what is due and sees that it is tried. The spool's hints bring new mail here at once;
/// polling finds whatever they miss: from a cursor, from where a site had no room, and rarely from
/// the start. An entry is claimed here from when it is found until its outcome is on record, so
/// that nobody else tries it meanwhile.
///
/// One thread looks; each attempt runs on a virtual thread of its own, which goes on with its
/// site's next entry as long as it may.
public final class Scheduler implements AutoCloseable {
  /// Hints that wait to be looked at; more are left to polling.
  static final int MOST_HINTS = 10_000;

  /// Entries read from the spool at once.
  static final int BATCH = 256;

  /// The longest time without a look at the spool.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// How often the spool is read from the start.
  private static final Duration SWEEP = Duration.ofMinutes(5);

  /// How far behind the time of the look a commit may become visible without a hint.
  private static final Duration LAG = Duration.ofMinutes(1);

  /// An entry that waited longer in memory may have been changed by an operator.
  private static final Duration STALE = Duration.ofSeconds(1);

  /// How long an entry whose attempt broke on our side is left alone.
  private static final Duration REST = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final DeliveryParts parts;
  private final Ledger ledger;
  private final Executor executor;
  private final Sites sites;
  private final Set<EntryName> claims = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Optional<Entry>> hints = new LinkedBlockingQueue<>(MOST_HINTS);
  private final Thread thread;
  private final Map<Part, Cursors> cursors = new HashMap<>();
  private final Polled polled = new Polled();
  private volatile Means means;
  private volatile boolean sweep = true;
  private volatile boolean closed;
  private long sweptNanos;

  /// The cursor of a part, and those of a while ago and of longer ago.
  private static final class Cursors {
    String now = Due.START;
    String recent = Due.START;
    String old = Due.START;
    long movedNanos = System.nanoTime();

    void move(String cursor) {
      now = cursor;
      if (System.nanoTime() - movedNanos > LAG.toNanos()) {
        movedNanos = System.nanoTime();
        old = recent;
        recent = now;
      }
    }
  }

  private Scheduler(DeliveryParts parts, Means means, Ledger ledger, Executor executor) {
    this.parts = parts;
    this.means = means;
    this.ledger = ledger;
    this.executor = executor;
    sites = new Sites(means.settings().attempts());
    thread = Thread.ofPlatform().name("schedule").daemon().unstarted(this::run);
  }

  /// Starts to deliver; `executor` runs what may block, each task on a thread of its own.
  public static Scheduler open(DeliveryParts parts, Means means, Ledger ledger, Executor executor) {
    Scheduler scheduler = new Scheduler(parts, means, ledger, executor);
    parts.spool().onReady(scheduler::hint);
    scheduler.thread.start();
    return scheduler;
  }

  /// Delivers with other means from now on. What waits is routed afresh.
  public void reload(Means newMeans) {
    means = newMeans;
    sites.retire(newMeans.settings().attempts()).forEach(job -> claims.remove(job.entry().name()));
    wake();
  }

  /// Looks at the whole spool now.
  public void wake() {
    sweep = true;
    poke();
  }

  /// Begins no more attempts, or goes on.
  public void pause(boolean on) {
    sites.pause(on);
    if (!on) {
      begin();
      wake();
    }
  }

  /// Whether no attempts are begun.
  public boolean isPaused() {
    return sites.isPaused();
  }

  /// Attempts under way.
  public int active() {
    return sites.active();
  }

  /// Entries that wait for their turn in memory.
  public int ready() {
    return sites.ready();
  }

  /// Entries that are claimed: waiting, under way, or not yet on record.
  public int claimed() {
    return claims.size();
  }

  /// Claims an entry for something other than an attempt; false where it is claimed already.
  public boolean claim(EntryName name) {
    return claims.add(name);
  }

  /// Ends such a claim.
  public void release(EntryName name) {
    claims.remove(name);
  }

  /// Stops looking, closes idle connections.
  @Override
  public void close() {
    closed = true;
    sites.pause(true);
    poke();
    try {
      thread.join(LOOK.multipliedBy(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sites.retire(1);
  }

  private void hint(Entry entry) {
    hints.offer(Optional.of(entry)); // where there is no room, polling finds it
  }

  private void poke() {
    hints.offer(Optional.empty()); // where there is no room, it is awake anyway
  }

  private void run() {
    long lookedNanos = System.nanoTime() - LOOK.toNanos();
    List<Optional<Entry>> batch = new ArrayList<>();
    while (!closed) {
      try {
        long rest = LOOK.toNanos() - (System.nanoTime() - lookedNanos);
        Optional<Entry> first = hints.poll(Math.max(0, rest), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
          hints.drainTo(batch, BATCH);
          takeHints(batch);
        }
        if (System.nanoTime() - lookedNanos >= LOOK.toNanos() || batch.contains(Optional.empty())) {
          look();
          lookedNanos = System.nanoTime();
        }
      } catch (InterruptedException e) {
        log.warn("the schedule was interrupted and goes on");
      } catch (IOException | RuntimeException e) {
        lookedNanos = System.nanoTime();
        log.error("the queue could not be looked at; it is tried again", e);
      } finally {
        batch.clear();
      }
    }
  }

  private void takeHints(List<Optional<Entry>> batch) {
    List<Part> owned = parts.spool().parts();
    if (owned.isEmpty()) {
      return;
    }
    Part part = owned.getFirst(); // a node puts what it accepts into a part of its own
    Cursors at = cursors.computeIfAbsent(part, key -> new Cursors());
    Instant now = parts.clock().instant();
    for (Optional<Entry> hint : batch) {
      hint.ifPresent(entry -> claim(entry, new Site.Missed(part, at.old), now, isCertain(entry)));
    }
    begin();
  }

  private void look() throws IOException {
    if (sites.isPaused()) {
      return;
    }
    boolean fromStart = sweep || System.nanoTime() - sweptNanos > SWEEP.toNanos();
    sweep = false;
    if (fromStart) {
      sweptNanos = System.nanoTime();
      sites.tidy();
    }
    Instant now = parts.clock().instant();
    for (Part part : parts.spool().parts()) {
      Cursors at = cursors.computeIfAbsent(part, key -> new Cursors());
      at.move(read(part, fromStart ? Due.START : at.now, now, Integer.MAX_VALUE));
    }
    int mostBatches = 2 * Sites.MOST_WAITING / BATCH;
    for (Site.Missed missed : sites.room()) {
      read(missed.part(), missed.cursor(), now, mostBatches);
    }
  }

  /// Claims what is due after a cursor, and gives the cursor after it.
  private String read(Part part, String from, Instant now, int mostBatches) throws IOException {
    String cursor = from;
    List<Optional<Entry>> waiting = new ArrayList<>();
    for (int batches = 0; batches < mostBatches && !closed; batches++) {
      Due due = parts.spool().due(part, Destinations.ANY, cursor, now, BATCH);
      for (Entry entry : due.entries()) {
        claim(entry, new Site.Missed(part, cursor), now, false);
      }
      begin();
      hints.drainTo(waiting, BATCH); // a long queue does not keep new mail waiting
      takeHints(waiting);
      waiting.clear();
      cursor = due.cursor();
      if (!due.more()) {
        break;
      }
    }
    return cursor;
  }

  /// A hint comes late where the entry was polled meanwhile, and perhaps tried and settled; and one
  /// of an old message comes from an operator, who may be late himself.
  private boolean isCertain(Entry entry) {
    long age = entry.due().toEpochMilli() - entry.message().epochMillis();
    return age <= STALE.toMillis() && !polled.contains(entry.name());
  }

  private void claim(Entry entry, Site.Missed from, Instant now, boolean certain) {
    if (entry.state() != Entry.State.QUEUED
        || entry.due().isAfter(now)
        || sites.isPaused()
        || !claims.add(entry.name())) {
      return;
    }
    if (!certain) {
      polled.add(entry.name());
    }
    Job job = new Job(entry, from.part(), System.nanoTime(), certain);
    Means by = means;
    CompletableFuture<Routing> routing = by.router().route(entry.destination());
    if (routing.isDone()) {
      place(job, routing.join(), by, from);
    } else {
      routing.thenAccept(found -> {
        place(job, found, by, from);
        begin();
      });
    }
  }

  private void place(Job job, Routing routing, Means by, Site.Missed from) {
    if (!by.equals(means) || !sites.add(job, routing, by, from)) {
      claims.remove(job.entry().name());
    }
  }

  private void begin() {
    for (Sites.Turn turn = sites.next(); turn != null; turn = sites.next()) {
      Sites.Turn now = turn;
      executor.execute(() -> serve(now.site(), now.job()));
    }
  }

  private void serve(Site site, Job first) {
    for (Job job = first; job != null; job = sites.more(site)) {
      attempt(site, job);
    }
    begin();
    if (sites.isMissing()) {
      poke();
    }
  }

  private void attempt(Site site, Job job) {
    EntryName name = job.entry().name();
    try {
      Claimed claimed = claimed(job);
      if (claimed == null) {
        claims.remove(name);
        return;
      }
      Transferred transferred = site.means.attempts().make(claimed, site.routing, site.links);
      sites.learned(site, transferred.isReached());
      ledger.record(transferred, () -> claims.remove(name));
    } catch (InterruptedException e) {
      claims.remove(name);
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      log.error("the attempt at {} broke; it is tried again later", name, e);
      CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS, executor)
          .execute(() -> claims.remove(name));
    }
  }

  private @Nullable Claimed claimed(Job job) throws IOException {
    Entry entry = job.entry();
    if (!job.certain() || System.nanoTime() - job.sinceNanos() > STALE.toNanos()) {
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
      Listing listing = parts.spool().list(Query.of(entry.message()), page, BATCH);
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
