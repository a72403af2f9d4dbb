// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
import org.postrider.queue.store.Upkeep;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// A spool without a disk. One lock guards everything; listeners are called outside of it.
public final class MemorySpool implements Spool {
  static final SpoolRefusal FULL = new SpoolRefusal.Full("the memory for messages is used up");
  private static final SpoolRefusal CLOSED = new SpoolRefusal.Unhealthy("the spool is closed");
  private static final Part PART = new Part("memory", 1);

  /// What a message takes besides its content, about.
  private static final long OVERHEAD = 1024;

  private final InstantSource clock;
  private final long mostOctets;
  private final Object lock = new Object();
  private final NavigableMap<MessageId, Stored> messages = new TreeMap<>();
  private final DueIndex queued = new DueIndex();
  private final Listeners listeners = new Listeners();
  private final AtomicLong entries = new AtomicLong();

  /// What is kept and what is on its way in.
  private final AtomicLong octets = new AtomicLong();

  private volatile boolean closed;

  /// An empty one, for at most half of the Java heap.
  public MemorySpool(InstantSource clock) {
    this(clock, Runtime.getRuntime().maxMemory() / 2);
  }

  MemorySpool(InstantSource clock, long mostOctets) {
    this.clock = clock;
    this.mostOctets = mostOctets;
  }

  record Stored(Envelope envelope, Content content, TreeMap<Integer, Entry> entries) {
    /// The content was counted as it came in; this is what is let go at the end.
    long octets() {
      return content.size() - envelope.head().length + OVERHEAD;
    }
  }

  @Override
  public Optional<SpoolRefusal> admit(long size) {
    if (closed) {
      return Optional.of(CLOSED);
    }
    return octets.get() + size > mostOctets ? Optional.of(FULL) : Optional.empty();
  }

  /// Counts octets on their way in; false where there is no room for them.
  boolean reserve(long more) {
    if (octets.addAndGet(more) <= mostOctets) {
      return true;
    }
    octets.addAndGet(-more);
    return false;
  }

  void release(long reserved) {
    octets.addAndGet(-reserved);
  }

  @Override
  public Intake intake(long sizeHint) {
    return new MemoryIntake(this, sizeHint);
  }

  @Override
  public List<Part> parts() {
    return List.of(PART);
  }

  @Override
  public void onReady(Consumer<Entry> listener) {
    listeners.add(listener);
  }

  Commit commit(MemoryIntake intake, Envelope envelope, List<Entry> fresh) {
    if (closed || intake.refused()) {
      release(intake.pieces().size());
      return closed ? CLOSED : FULL;
    }
    List<Entry> ready = new ArrayList<>();
    synchronized (lock) {
      keep(intake.pieces(), envelope, fresh, ready);
    }
    listeners.tell(ready);
    return new Commit.Kept();
  }

  private void keep(Pieces pieces, Envelope envelope, List<Entry> fresh, List<Entry> ready) {
    if (messages.containsKey(envelope.id())) {
      release(pieces.size());
      return;
    }
    Stored stored = new Stored(envelope, pieces.content(envelope.head()), new TreeMap<>());
    messages.put(envelope.id(), stored);
    octets.addAndGet(OVERHEAD);
    fresh.forEach(entry -> put(stored, entry, ready));
  }

  private void put(Stored stored, Entry entry, List<Entry> ready) {
    stored.entries().put(entry.number(), entry);
    entries.incrementAndGet();
    if (entry.state() == Entry.State.QUEUED) {
      queued.add(entry);
      ready.add(entry);
    }
  }

  private void remove(Stored stored, Entry entry) {
    stored.entries().remove(entry.number());
    queued.remove(entry);
    entries.decrementAndGet();
  }

  /// The content goes after the last entry.
  private void forgetIfDone(Stored stored) {
    if (stored.entries().isEmpty()) {
      messages.remove(stored.envelope().id());
      release(stored.octets());
    }
  }

  @Override
  public Due due(Part part, Queues among, String cursor, Instant until, int most) {
    synchronized (lock) {
      return queued.due(among, cursor, until, most);
    }
  }

  @Override
  public @Nullable Instant nextDue(Part part, Instant until) {
    synchronized (lock) {
      return queued.next(until);
    }
  }

  @Override
  public CompletionStage<List<Settlement.Answer>> settle(Part part, List<Settlement> settlements) {
    List<Settlement.Notice> notices =
        settlements.stream().map(Settlement::notice).filter(Objects::nonNull).toList();
    boolean refused = false;
    for (Settlement.Notice notice : notices) {
      MemoryIntake intake = (MemoryIntake) notice.intake();
      notice.envelope().check(notice.entries(), intake.size());
      refused |= intake.refused();
    }
    if (refused) {
      notices.forEach(notice -> notice.intake().abandon());
      return CompletableFuture.failedStage(new IOException("no memory for a notice"));
    }
    List<Settlement.Answer> answers = new ArrayList<>();
    List<Entry> ready = new ArrayList<>();
    synchronized (lock) {
      settlements.forEach(settlement -> answers.add(settle(settlement, ready)));
    }
    listeners.tell(ready);
    return CompletableFuture.completedStage(List.copyOf(answers));
  }

  private Settlement.Answer settle(Settlement settlement, List<Entry> ready) {
    Settlement.Answer answer = settleEntry(settlement, ready);
    Settlement.Notice notice = settlement.notice();
    if (notice != null && answer == Settlement.Answer.RECORDED) {
      MemoryIntake intake = (MemoryIntake) notice.intake();
      intake.end();
      keep(intake.pieces(), notice.envelope(), notice.entries(), ready);
    } else if (notice != null) {
      notice.intake().abandon();
    }
    return answer;
  }

  private Settlement.Answer settleEntry(Settlement settlement, List<Entry> ready) {
    Stored stored = messages.get(settlement.entry().message());
    Entry now = stored == null ? null : stored.entries().get(settlement.entry().number());
    if (stored == null || now == null) {
      return Settlement.Answer.GONE;
    }
    boolean fenced = settlement.epoch() != PART.epoch();
    List<Entry> left = settlement.left(now, fenced, stored.entries().lastKey() + 1);
    if (left == null) {
      return Settlement.Answer.GONE;
    }
    remove(stored, now);
    left.forEach(entry -> put(stored, entry, ready));
    forgetIfDone(stored);
    return fenced ? Settlement.Answer.FENCED : Settlement.Answer.RECORDED;
  }

  @Override
  public Optional<Envelope> envelope(MessageId message) {
    synchronized (lock) {
      return Optional.ofNullable(messages.get(message)).map(Stored::envelope);
    }
  }

  @Override
  public Optional<Content> content(MessageId message) {
    synchronized (lock) {
      return Optional.ofNullable(messages.get(message)).map(Stored::content);
    }
  }

  @Override
  public Listing list(Query query, @Nullable String page, int most) {
    synchronized (lock) {
      return page(query, page, most, _ -> true);
    }
  }

  private Listing page(Query query, @Nullable String page, int most, Predicate<Entry> also) {
    EntryName after = page == null ? null : EntryName.parse(page);
    List<Listing.Item> items = new ArrayList<>();
    for (Stored stored : among(query, after)) {
      for (Entry entry : stored.entries().values()) {
        boolean seen = after != null && entry.name().compareTo(after) <= 0;
        if (seen || !query.means(entry, stored.envelope()) || !also.test(entry)) {
          continue;
        }
        if (items.size() == most) {
          return new Listing(items, items.getLast().entry().name().toString());
        }
        items.add(new Listing.Item(entry, stored.envelope()));
      }
    }
    return new Listing(items, null);
  }

  private Iterable<Stored> among(Query query, @Nullable EntryName after) {
    MessageId only = query.message();
    if (only != null) {
      Stored stored = messages.get(only);
      return stored == null ? List.of() : List.of(stored);
    }
    return after == null ? messages.values() : messages.tailMap(after.message(), true).values();
  }

  @Override
  public Counts counts() {
    Map<String, Counts.Count> counts = new HashMap<>();
    synchronized (lock) {
      for (Stored stored : messages.values()) {
        for (Entry entry : stored.entries().values()) {
          boolean held = entry.state() == Entry.State.HELD;
          counts.merge(
              entry.destination(),
              new Counts.Count(held ? 0 : 1, held ? 1 : 0),
              (a, b) -> new Counts.Count(a.queued() + b.queued(), a.held() + b.held()));
        }
      }
    }
    return new Counts(clock.instant(), counts);
  }

  @Override
  public Listing change(Query query, Change change, @Nullable String page, int most) {
    List<Entry> ready = new ArrayList<>();
    Listing changed;
    synchronized (lock) {
      changed = page(query, page, most, change::concerns);
      changed.items().forEach(item -> change(item.entry().name(), change, ready));
    }
    listeners.tell(ready);
    return changed;
  }

  @Override
  public List<Entry> change(List<EntryName> names, Change change) {
    List<Entry> ready = new ArrayList<>();
    List<Entry> changed = new ArrayList<>();
    synchronized (lock) {
      for (EntryName name : names) {
        Entry before = change(name, change, ready);
        if (before != null) {
          changed.add(before);
        }
      }
    }
    listeners.tell(ready);
    return changed;
  }

  /// Gives the entry as it was before; null where it is not there or not concerned.
  private @Nullable Entry change(EntryName name, Change change, List<Entry> ready) {
    Stored stored = messages.get(name.message());
    Entry entry = stored == null ? null : stored.entries().get(name.number());
    if (stored == null || entry == null || !change.concerns(entry)) {
      return null;
    }
    remove(stored, entry);
    Entry instead = change.changed(entry);
    if (instead != null) {
      put(stored, instead, ready);
    }
    forgetIfDone(stored);
    return entry;
  }

  @Override
  public Upkeep upkeep() {
    return new MemoryUpkeep(this);
  }

  /// What the check looks at.
  Object lock() {
    return lock;
  }

  NavigableMap<MessageId, Stored> messages() {
    return messages;
  }

  DueIndex queued() {
    return queued;
  }

  @Override
  public SpoolHealth health() {
    long used = octets.get();
    boolean full = used >= mostOctets;
    long free = Math.max(0, mostOctets - used);
    return new SpoolHealth(!closed, full, closed ? "closed" : "", entries.get(), used, free, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
