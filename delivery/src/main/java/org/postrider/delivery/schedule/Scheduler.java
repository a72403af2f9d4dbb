// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.delivery.DeliveryParts;
import org.postrider.delivery.SiteState;
import org.postrider.delivery.route.Routing;
import org.postrider.delivery.transmit.Ledger;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what is due and sees that it is tried. The spool's hints bring new mail here at once; a
/// [Look] finds whatever they miss: from a cursor, from where a destination's site had no room, and
/// rarely from the start. An entry is claimed here from when it is found until its outcome is on
/// record, so that nobody else tries it meanwhile.
///
/// One thread looks; each attempt runs on a virtual thread of its own, which goes on with its
/// site's next entry as long as it may.
public final class Scheduler implements AutoCloseable {
  /// Hints that wait to be looked at; more are left to polling.
  static final int MOST_HINTS = 10_000;

  /// Hints taken, and entries of a message looked through, at once.
  private static final int BATCH = 256;

  /// The longest time without a look at the spool.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// How often the spool is read from the start.
  private static final Duration SWEEP = Duration.ofMinutes(5);

  /// An entry that waited longer in memory may have been changed by an operator.
  static final Duration STALE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final DeliveryParts parts;
  private final Executor executor;
  private final Sites sites;
  private final Set<EntryName> claims = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Optional<Entry>> hints = new LinkedBlockingQueue<>(MOST_HINTS);
  private final Thread thread;
  private final Look look;
  private final Polled polled;
  private final Trials trials;
  private volatile Means means;
  private final AtomicBoolean sweep = new AtomicBoolean(true);
  private final AtomicBoolean poked = new AtomicBoolean();
  private volatile boolean closed;
  private long lookedNanos;
  private long sweptNanos;

  private Scheduler(DeliveryParts parts, Means means, Ledger ledger, Executor executor) {
    this.parts = parts;
    this.means = means;
    this.executor = executor;
    sites = new Sites(means.settings().attempts(), parts.nanos());
    look = new Look(parts.spool(), sites, new Found(), parts.nanos());
    polled = new Polled(parts.nanos());
    lookedNanos = now() - LOOK.toNanos();
    sweptNanos = lookedNanos;
    trials = new Trials(parts, ledger, executor, sites, claims);
    thread = Thread.ofPlatform().name("schedule").daemon().unstarted(this::run);
  }

  /// Starts to deliver, but for what is `suspended`; `executor` runs what may block, each task on a
  /// thread of its own.
  public static Scheduler open(
      DeliveryParts parts, Set<String> suspended, Means means, Ledger ledger, Executor executor) {
    Scheduler scheduler = new Scheduler(parts, means, ledger, executor);
    scheduler.sites.suspend(suspended);
    parts.spool().onReady(scheduler::hint);
    scheduler.thread.start();
    return scheduler;
  }

  /// The same without a thread of its own: whoever has it must take each [#turn].
  static Scheduler unstarted(DeliveryParts parts, Means means, Ledger ledger, Executor executor) {
    Scheduler scheduler = new Scheduler(parts, means, ledger, executor);
    parts.spool().onReady(scheduler::hint);
    return scheduler;
  }

  private long now() {
    return parts.nanos().getAsLong();
  }

  /// Delivers with other means from now on. What waits is routed afresh.
  public void reload(Means newMeans) {
    means = newMeans;
    sites.retire(newMeans.settings().attempts()).forEach(job -> claims.remove(job.entry().name()));
    wake();
  }

  /// What is delivered with now.
  public Means means() {
    return means;
  }

  /// Leaves no site alone any longer because it could not be reached.
  public void tryAgain() {
    sites.tryAgain();
  }

  /// Looks at the whole spool now.
  public void wake() {
    sweep.set(true);
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

  /// Leaves sites alone by the names of their hosts, and destinations by theirs; and goes on with
  /// all others.
  public void suspend(Set<String> names) {
    sites.suspend(names);
    begin();
    wake();
  }

  /// What would become of mail now; nothing is sent.
  public Outlook outlook() {
    return new Outlook(sites, means, parts.policy(), parts.clock().instant());
  }

  /// How the sites fare that have something to do.
  public List<SiteState> sites() {
    return sites.states(parts.clock().instant());
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
      if (thread.getState() != Thread.State.NEW) {
        thread.join(LOOK.multipliedBy(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sites.retire(1);
  }

  private void hint(Entry entry) {
    hints.offer(Optional.of(entry)); // where there is no room, polling finds it
  }

  /// Looks at once.
  private void poke() {
    poked.set(true);
    hints.offer(Optional.empty()); // where there is no room, it is awake anyway
  }

  private void run() {
    while (!closed) {
      try {
        List<Optional<Entry>> batch = new ArrayList<>();
        Optional<Entry> first = hints.poll(idleNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          batch.add(first);
        }
        turn(batch);
      } catch (InterruptedException e) {
        log.warn("the schedule was interrupted and goes on");
      }
    }
  }

  /// How long there is nothing to do, if nobody hints at anything.
  long idleNanos() {
    return Math.max(0, sites.untilNext(LOOK.toNanos() - (now() - lookedNanos)));
  }

  /// Whether somebody has hinted at something.
  boolean isWoken() {
    return !hints.isEmpty();
  }

  /// Does what there is to do now.
  void turn() {
    turn(new ArrayList<>());
  }

  private void turn(List<Optional<Entry>> batch) {
    hints.drainTo(batch, BATCH);
    try {
      takeHints(batch);
      if (poked.getAndSet(false) || now() - lookedNanos >= LOOK.toNanos()) {
        look();
        lookedNanos = now();
      }
    } catch (IOException | RuntimeException e) {
      lookedNanos = now();
      log.error("the queue could not be looked at; it is tried again", e);
    }
  }

  private void takeHints(List<Optional<Entry>> batch) {
    List<Part> owned = parts.spool().parts();
    if (owned.isEmpty()) {
      return;
    }
    // A node puts what it accepts into a part of its own.
    Place from = look.hinted(owned.getFirst());
    Instant now = parts.clock().instant();
    for (Optional<Entry> hint : batch) {
      hint.ifPresent(entry -> claim(entry, from, now, isCertain(entry)));
    }
    begin();
  }

  private void look() throws IOException {
    if (sites.isPaused()) {
      return;
    }
    Instant now = parts.clock().instant();
    if (sweep.getAndSet(false) || sites.isLost() || now() - sweptNanos > SWEEP.toNanos()) {
      sweptNanos = now();
      look.restart(now);
    }
    boolean all = look.look(now);
    begin();
    if (!all) {
      poke();
    }
  }

  /// What a look finds.
  private final class Found implements Look.Taker {
    private final List<Optional<Entry>> waiting = new ArrayList<>();

    @Override
    public void take(Entry entry, Place from, Instant now) {
      claim(entry, from, now, false);
    }

    /// A long queue does not keep new mail waiting.
    @Override
    public boolean goesOn() {
      begin();
      hints.drainTo(waiting, BATCH);
      takeHints(waiting);
      waiting.clear();
      return !closed;
    }
  }

  /// A hint comes late where the entry was polled meanwhile, and perhaps tried and settled; and one
  /// of an old message comes from an operator, who may be late himself.
  private boolean isCertain(Entry entry) {
    long age = entry.due().toEpochMilli() - entry.message().epochMillis();
    return age <= STALE.toMillis() && !polled.contains(entry.name());
  }

  private void claim(Entry entry, Place from, Instant now, boolean certain) {
    if (entry.state() != Entry.State.QUEUED
        || entry.due().isAfter(now)
        || sites.isPaused()
        || sites.isSuspended(entry.destination())
        || sites.isLeft(from.part(), entry)) {
      return;
    }
    if (sites.free() == 0) {
      look.back(from.part()); // only a hint comes without room having been asked for
      return;
    }
    EntryName name = entry.name();
    if (!claims.add(name)) {
      return;
    }
    if (!sites.expect(entry, from)) {
      claims.remove(name);
      return;
    }
    if (!certain) {
      polled.add(name);
    }
    Job job = new Job(entry, from.part(), now(), certain);
    Means by = means;
    CompletableFuture<Routing> routing = by.router().route(entry.destination());
    if (routing.isDone()) {
      place(job, routing.join(), by, from);
    } else {
      routing.thenAccept(found -> {
        place(job, found, by, from);
        begin();
        if (sites.wantsMore(job)) {
          poke();
        }
      });
    }
  }

  private void place(Job job, Routing routing, Means by, Place from) {
    EntryName name = job.entry().name();
    if (!by.equals(means)) {
      sites.forget(job.entry());
      claims.remove(name);
      sweep.set(true);
      return;
    }
    Site full = sites.add(job, routing, by);
    if (full != null) {
      claims.remove(name); // first, so that the reading that comes by it finds it free
      sites.leave(full, job.entry(), from);
    }
  }

  private void begin() {
    for (Turns.Turn turn = sites.next(); turn != null; turn = sites.next()) {
      Turns.Turn now = turn;
      executor.execute(() -> serve(now.site(), now.job()));
    }
  }

  private void serve(Site site, Job first) {
    for (Job job = first; job != null; job = sites.more(site)) {
      if (trials.make(site, job)) {
        begin();
      }
      if (sites.wantsMore(site, job)) {
        poke();
      }
    }
    begin();
  }
}
