// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Damaged;
import org.postrider.queue.store.Due;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Finding.Kind;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Upkeep;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// Looks after a [MemorySpool], in which nothing is ever damaged.
final class MemoryUpkeep implements Upkeep {
  /// Messages looked at under the lock in one step.
  private static final int STEP = 1_000;

  private final MemorySpool spool;

  MemoryUpkeep(MemorySpool spool) {
    this.spool = spool;
  }

  @Override
  public String format() {
    return "memory";
  }

  @Override
  public CheckReport check(Progress progress) throws IOException {
    CheckReport.Gathering found = new CheckReport.Gathering();
    List<MemorySpool.Stored> step = messages(null, found);
    while (!step.isEmpty()) {
      for (MemorySpool.Stored stored : step) {
        found.octets(read(stored.content()));
      }
      progress.step("messages and entries", found.records(), found.octets());
      step = messages(step.getLast().envelope().id(), found);
    }
    Due due = due(Due.START, found);
    while (due.more()) {
      progress.step("due times", found.records(), found.octets());
      due = due(due.cursor(), found);
    }
    return found.report();
  }

  /// Looks at the next messages.
  private List<MemorySpool.Stored> messages(
      @Nullable MessageId after, CheckReport.Gathering found) {
    List<MemorySpool.Stored> step = new ArrayList<>();
    synchronized (spool.lock()) {
      var rest = after == null ? spool.messages() : spool.messages().tailMap(after, false);
      for (Map.Entry<MessageId, MemorySpool.Stored> each : rest.entrySet()) {
        message(each.getKey(), each.getValue(), found);
        step.add(each.getValue());
        if (step.size() == STEP) {
          break;
        }
      }
    }
    return step;
  }

  private void message(MessageId id, MemorySpool.Stored stored, CheckReport.Gathering found) {
    found.record();
    found.message();
    if (stored.entries().isEmpty()) {
      found.found(Kind.MESSAGE_WITHOUT_ENTRY, "envelope", id, "it has no entries");
    }
    if (stored.content().size() != stored.envelope().size()) {
      found.found(Kind.CONTENT_MISSING, "content", id, "it is not as long as it should be");
    }
    for (Entry entry : stored.entries().values()) {
      found.record();
      found.entry();
      if (entry.state() == Entry.State.QUEUED && !spool.queued().contains(entry)) {
        found.found(
            Kind.ENTRY_WITHOUT_DUE,
            "entry " + entry.number(),
            id,
            "it is queued and due at no time");
      }
    }
  }

  private static long read(Content content) throws IOException {
    try (InputStream in = content.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /// Looks at the next due times.
  private Due due(String cursor, CheckReport.Gathering found) {
    synchronized (spool.lock()) {
      Due due = spool.queued().due(Queues.ANY, cursor, Instant.MAX, STEP);
      for (Entry entry : due.entries()) {
        MemorySpool.Stored stored = spool.messages().get(entry.message());
        if (stored == null || !entry.equals(stored.entries().get(entry.number()))) {
          found.found(
              Kind.DUE_WITHOUT_ENTRY,
              "entry " + entry.number(),
              entry.message(),
              "due at a time at which it does not wait");
        }
      }
      return due;
    }
  }

  @Override
  public Damaged.Page damaged(@Nullable String page, int most) {
    return new Damaged.Page(List.of(), null);
  }

  @Override
  public Optional<byte[]> record(String key) {
    return Optional.empty();
  }

  @Override
  public long drop(MessageId message) {
    return 0;
  }
}
