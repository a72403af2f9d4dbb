// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Change;
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

/// A spool that counts what is read from it.
public class CountingSpool implements Spool {
  private final Spool spool;

  /// Entries that [#due] gave.
  final AtomicLong entries = new AtomicLong();

  /// All other readings of single messages.
  final AtomicLong lookUps = new AtomicLong();

  /// Of another spool.
  public CountingSpool(Spool spool) {
    this.spool = spool;
  }

  @Override
  public Due due(Part part, Queues among, String cursor, Instant until, int most)
      throws IOException {
    Due due = spool.due(part, among, cursor, until, most);
    entries.addAndGet(due.entries().size());
    return due;
  }

  @Override
  public Optional<Envelope> envelope(MessageId message) throws IOException {
    lookUps.incrementAndGet();
    return spool.envelope(message);
  }

  @Override
  public Optional<Content> content(MessageId message) throws IOException {
    lookUps.incrementAndGet();
    return spool.content(message);
  }

  @Override
  public Listing list(Query query, @Nullable String page, int most) throws IOException {
    lookUps.incrementAndGet();
    return spool.list(query, page, most);
  }

  @Override
  public Optional<SpoolRefusal> admit(long size) {
    return spool.admit(size);
  }

  @Override
  public Intake intake(long sizeHint) {
    return spool.intake(sizeHint);
  }

  @Override
  public List<Part> parts() {
    return spool.parts();
  }

  @Override
  public void onReady(Consumer<Entry> listener) {
    spool.onReady(listener);
  }

  @Override
  public @Nullable Instant nextDue(Part part, Instant until) throws IOException {
    return spool.nextDue(part, until);
  }

  @Override
  public CompletionStage<List<Settlement.Answer>> settle(Part part, List<Settlement> settlements) {
    return spool.settle(part, settlements);
  }

  @Override
  public Counts counts() throws IOException {
    return spool.counts();
  }

  @Override
  public Listing change(Query query, Change change, @Nullable String page, int most)
      throws IOException {
    return spool.change(query, change, page, most);
  }

  @Override
  public List<Entry> change(List<EntryName> names, Change change) throws IOException {
    return spool.change(names, change);
  }

  @Override
  public Upkeep upkeep() {
    return spool.upkeep();
  }

  @Override
  public SpoolHealth health() {
    return spool.health();
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
