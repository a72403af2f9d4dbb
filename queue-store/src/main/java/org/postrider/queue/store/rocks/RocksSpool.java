// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Part;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Settlement;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolHealth;
import org.postrider.queue.store.SpoolRefusal;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.Upkeep;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Usage;
import org.postrider.queue.store.memory.Listeners;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The spool on RocksDB, for one process at a time, which owns all of it. Whatever writes goes to
/// the [Committer]; whatever reads does so on the caller's thread.
public final class RocksSpool implements Spool {
  private static final Part PART = new Part("local", 1);

  /// A content's number is that of the opening of the store and, in so many bits, one within it: no
  /// two contents ever have the same.
  private static final int NUMBER_BITS = 40;

  private static final Logger log = LoggerFactory.getLogger(RocksSpool.class);

  private final SpoolSettings settings;
  private final InstantSource clock;
  private final AtHand atHand;
  private final Tally tally;
  private final Opening opening;
  private final Ledger ledger;
  private final Committer committer;
  private final Damage damage;
  private final Watch watch;
  private final Trimmer trimmer;
  private final Reading reading = new Reading(this);
  private final RocksUpkeep upkeep;
  private final Flight flight = new Flight();
  private final Listeners listeners = new Listeners();

  /// Messages that were written after their time was up, until they are removed.
  private final Set<MessageId> hidden = ConcurrentHashMap.newKeySet();

  private final AtomicLong contents = new AtomicLong();
  private volatile long generation;
  private volatile Store store;
  private volatile boolean closed;

  private RocksSpool(SpoolSettings settings, InstantSource clock) throws IOException {
    this.settings = settings;
    this.clock = clock;
    atHand = new AtHand(settings.memory());
    tally = new Tally();
    Usage usage = new Usage();
    opening = new Opening(settings.directory(), atHand, tally, usage);
    Opening.Opened opened = opening.open(null);
    store = opened.store();
    generation = opened.generation();
    ledger = new Ledger(store, atHand, tally, usage);
    committer = new Committer(ledger, new Recovering(), Committer.MOMENT);
    damage = new Damage(committer, clock);
    damage.count(opened.damaged());
    watch = new Watch(settings, this::roomIsBack);
    trimmer = new Trimmer(this, usage);
    upkeep = new RocksUpkeep(this, settings.directory(), tally, usage);
  }

  /// Opens the spool under the settings' directory; throws `IOException` with a sentence for people
  /// where it is in use, of a later format, or cannot be read.
  public static RocksSpool open(SpoolSettings settings, InstantSource clock) throws IOException {
    RocksSpool spool = new RocksSpool(settings, clock);
    spool.watch.start();
    spool.committer.start();
    spool.trimmer.start();
    return spool;
  }

  // What the parts of the spool share.

  Store store() {
    return store;
  }

  Committer committer() {
    return committer;
  }

  Ledger ledger() {
    return ledger;
  }

  Flight flight() {
    return flight;
  }

  /// Whether a content was begun since the store was last opened.
  boolean isCurrent(long content) {
    return content >>> NUMBER_BITS == generation;
  }

  void hide(MessageId id) {
    hidden.add(id);
  }

  void show(MessageId id) {
    hidden.remove(id);
  }

  boolean isHidden(MessageId id) {
    return !hidden.isEmpty() && hidden.contains(id);
  }

  /// Keeps a message at hand until so many entries of it were tried.
  void offer(Envelope envelope, Content whole, int entries) {
    atHand.offer(envelope, whole, entries, System.nanoTime());
  }

  CompletionStage<Commit> accept(Parcel parcel) {
    Acceptance acceptance = new Acceptance(this, parcel);
    watch.took(parcel.content().octets());
    watch.clearAnswered();
    watch.add(acceptance.ticket());
    committer.submit(acceptance);
    return acceptance.answer();
  }

  /// Forgets what was written of a message that is not taken. What is older than the last opening
  /// was forgotten by that.
  void drop(long content, List<Extent> staged) {
    committer.submit(
        new Chore(
            "drop",
            ledger -> {
              if (isCurrent(content)) {
                ledger.drop(staged);
              }
            }));
  }

  void drop(Parcel parcel) {
    if (!parcel.isWhole()) {
      drop(parcel.content().number(), parcel.staged());
    }
  }

  Damage damage() {
    return damage;
  }

  void tell(List<Entry> ready) {
    listeners.tell(ready);
  }

  /// After a failed write. Full is hoped to pass; a bug of ours is not the disk's fault, so the
  /// store is read anew; anything else stays until somebody has looked at the disk and starts
  /// afresh: a failed sync may have lost what it says next time it kept.
  private final class Recovering implements Committer.Recovery {
    @Override
    public @Nullable SpoolRefusal recover(Throwable failure) {
      if (NoSpaceException.isMeant(failure)) {
        return new SpoolRefusal.Full(String.valueOf(failure.getMessage()));
      }
      return failure instanceof IOException
          ? new SpoolRefusal.Unhealthy(String.valueOf(failure.getMessage()))
          : again();
    }

    @Override
    public @Nullable SpoolRefusal again() {
      try {
        store.close();
        Opening.Opened opened = opening.open(store.journal().durable());
        generation = opened.generation();
        store = opened.store();
        damage.count(opened.damaged());
        ledger.reset(store);
        trimmer.reset();
        log.info("the spool goes on");
        return null;
      } catch (IOException e) {
        if (NoSpaceException.isMeant(e)) {
          return new SpoolRefusal.Full(String.valueOf(e.getMessage()));
        }
        log.error("the spool cannot be opened again", e);
        return new SpoolRefusal.Unhealthy(String.valueOf(e.getMessage()));
      }
    }
  }

  private void roomIsBack() {
    if (committer.refusal() instanceof SpoolRefusal.Full) {
      committer.retry();
    }
  }

  @Override
  public Optional<SpoolRefusal> admit(long size) {
    SpoolRefusal refusal = committer.refusal();
    if (closed) {
      refusal = new SpoolRefusal.Unhealthy("the spool is closed");
    } else if (refusal == null && isStuck()) {
      refusal = new SpoolRefusal.Unhealthy("the disk does not answer");
    } else if (refusal == null) {
      String lack = watch.lack(size);
      refusal = lack.isEmpty() ? null : new SpoolRefusal.Full(lack);
    }
    return Optional.ofNullable(refusal);
  }

  private boolean isStuck() {
    return committer.busyNanos() > settings.commitTimeout().toNanos();
  }

  @Override
  public Intake intake(long sizeHint) {
    long number = contents.getAndIncrement() & ((1L << NUMBER_BITS) - 1);
    return new RocksIntake(this, (generation << NUMBER_BITS) | number, sizeHint);
  }

  @Override
  public List<Part> parts() {
    return List.of(PART);
  }

  @Override
  public void onReady(Consumer<Entry> listener) {
    listeners.add(listener);
  }

  @Override
  public Due due(Part part, Queues among, String cursor, Instant until, int most)
      throws IOException {
    return reading.due(among, cursor, until, most);
  }

  @Override
  public @Nullable Instant nextDue(Part part, Instant until) throws IOException {
    return reading.nextDue(until);
  }

  @Override
  public CompletionStage<List<Settlement.Answer>> settle(Part part, List<Settlement> settlements) {
    Settling settling = new Settling(this, part, settlements);
    committer.submit(settling);
    return settling.answers();
  }

  @Override
  public Optional<Envelope> envelope(MessageId message) throws IOException {
    if (isHidden(message)) {
      return Optional.empty();
    }
    Envelope fresh = atHand.envelope(message);
    if (fresh != null) {
      return Optional.of(fresh);
    }
    return Optional.ofNullable(reading.message(message)).map(Records.Message::envelope);
  }

  @Override
  public Optional<Content> content(MessageId message) throws IOException {
    if (isHidden(message)) {
      return Optional.empty();
    }
    Content fresh = atHand.content(message);
    return fresh != null ? Optional.of(fresh) : Optional.ofNullable(reading.content(message));
  }

  @Override
  public Listing list(Query query, @Nullable String page, int most) throws IOException {
    return reading.list(query, page, most, _ -> true);
  }

  @Override
  public Counts counts() {
    return new Counts(clock.instant(), tally.byDestination());
  }

  @Override
  public Listing change(Query query, Change change, @Nullable String page, int most)
      throws IOException {
    Listing meant = reading.list(query, page, most, change::concerns);
    Map<EntryName, Envelope> envelopes = new HashMap<>();
    meant.items().forEach(item -> envelopes.put(item.entry().name(), item.envelope()));
    List<EntryName> names = meant.items().stream().map(item -> item.entry().name()).toList();
    List<Listing.Item> changed = new ArrayList<>();
    for (Entry entry : change(names, change)) {
      Envelope envelope = envelopes.get(entry.name());
      if (envelope != null) {
        changed.add(new Listing.Item(entry, envelope));
      }
    }
    return new Listing(changed, meant.next());
  }

  @Override
  public List<Entry> change(List<EntryName> names, Change change) throws IOException {
    Changing changing = new Changing(this, change, names);
    committer.submit(changing);
    return result(changing.answer());
  }

  /// Waits for what the committer has been given.
  static <T> T result(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException("the change was not made", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; the change may have been made", e);
    }
  }

  @Override
  public Upkeep upkeep() {
    return upkeep;
  }

  @Override
  public SpoolHealth health() {
    Optional<SpoolRefusal> refusal = admit(0);
    String detail =
        refusal
            .map(why ->
                switch (why) {
                  case SpoolRefusal.Full(String said) -> said;
                  case SpoolRefusal.Unhealthy(String said) -> said;
                  case SpoolRefusal.DeadlinePassed _ -> "";
                })
            .orElse("");
    boolean full = refusal.filter(SpoolRefusal.Full.class::isInstance).isPresent();
    return new SpoolHealth(
        refusal.isEmpty() || full,
        full,
        detail,
        tally.entries(),
        watch.size(),
        watch.free(),
        damage.count());
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    watch.close();
    trimmer.close();
    try {
      committer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before the spool was closed", e);
    }
    ledger.batch().close();
    try (Store last = store) {
      if (committer.refusal() == null) {
        last.index().flush(true); // so that the next start has nothing to read again
      }
    } catch (IOException e) {
      log.warn("the index is brought up to date at the next start: {}", e.toString());
    }
  }
}
