// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.memory.MemorySpool;
import org.postrider.queue.store.rocks.RocksSpool;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// What was accepted and is not finished. Any thread. Calls that return a stage never block; the
/// others may read the disk and must not be made on an event loop, [#admit] apart.
///
/// The rules that every store keeps are in `docs/spool.md` and pinned by the test `SpoolContract`.
public interface Spool extends AutoCloseable {
  /// A spool that keeps everything in memory and nothing across a restart: for relays that want no
  /// durability, and for tests. It takes at most half of the Java heap.
  static Spool inMemory(InstantSource clock) {
    return new MemorySpool(clock);
  }

  /// Opens a spool on disk, making it if need be. Throws `IOException` with a sentence for people
  /// where the directory is in use by another process, was written by a later Postrider, or cannot
  /// be read.
  static Spool open(SpoolSettings settings, InstantSource clock) throws IOException {
    return RocksSpool.open(settings, clock);
  }

  /// Whether a message of about this size (0: unknown) would be taken now; empty means yes. Never
  /// blocks.
  Optional<SpoolRefusal> admit(long size);

  /// Begins to take a message of about this size (0: unknown). Never blocks.
  Intake intake(long sizeHint);

  /// The parts that are ours now, at least one.
  List<Part> parts();

  /// Tells `listener` of entries just committed or changed, so that they need not wait for the next
  /// look at [#due]. A hint: it may be lost, and must be taken without blocking.
  void onReady(Consumer<Entry> listener);

  /// Queued entries of a part that are due at `until` and stand in one of the queues meant, after
  /// `cursor`, at most `most`. What waits in one queue costs another nothing: neither a call for
  /// one alone, nor one that leaves the crowded ones out, reads their entries.
  Due due(Part part, Queues among, String cursor, Instant until, int most) throws IOException;

  /// When the next queued entry of the part after `until` is due; null where none waits.
  @Nullable Instant nextDue(Part part, Instant until) throws IOException;

  /// Stores what became of entries, all of it in one durable step for each settlement; the answers
  /// are in the order of the settlements. Completes exceptionally with an `IOException` where the
  /// store has failed, in which case the entries will be due again.
  CompletionStage<List<Settlement.Answer>> settle(Part part, List<Settlement> settlements);

  /// The envelope of a message; empty where it is gone.
  Optional<Envelope> envelope(MessageId message) throws IOException;

  /// The octets of a message, head first; empty where it is gone. From memory where it is at hand.
  Optional<Content> content(MessageId message) throws IOException;

  /// A page of at most `most` entries after `page` (null: the first).
  Listing list(Query query, @Nullable String page, int most) throws IOException;

  /// How many entries wait, by destination.
  Counts counts() throws IOException;

  /// Does `change` to at most `most` entries that `query` means, after `page` (null: the first);
  /// the result's items are the entries changed, as they were before.
  Listing change(Query query, Change change, @Nullable String page, int most) throws IOException;

  /// Does `change` to the entries of these names, as far as they are there and it concerns them, in
  /// one durable step; the result is the entries changed, as they were before.
  List<Entry> change(List<EntryName> names, Change change) throws IOException;

  /// What looks after the spool.
  Upkeep upkeep();

  /// How the spool is. Never blocks.
  SpoolHealth health();

  /// Ends: what is being committed is committed, nothing more is taken.
  @Override
  void close() throws IOException;
}
