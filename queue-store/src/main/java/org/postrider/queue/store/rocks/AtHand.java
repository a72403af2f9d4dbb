// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Envelope;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.MessageId;

/// Messages just accepted, kept in memory within a budget until each of their entries was tried
/// once: what is delivered at once is never read back. Any thread.
final class AtHand {
  /// What a message takes besides its octets, about.
  private static final int OVERHEAD = 512;

  /// What was not tried for so long gives way to what is new.
  private static final long STALE_NANOS = 60_000_000_000L;

  private final long budget;
  private final Map<MessageId, Fresh> messages = new LinkedHashMap<>();
  private long used;

  AtHand(long budget) {
    this.budget = budget;
  }

  private static final class Fresh {
    final Envelope envelope;
    final Content content;
    final long nanos;
    int untried;

    Fresh(Envelope envelope, Content content, long nanos, int entries) {
      this.envelope = envelope;
      this.content = content;
      this.nanos = nanos;
      untried = entries;
    }

    long cost() {
      return OVERHEAD + content.size();
    }
  }

  /// Keeps a message if there is room; so many of its entries will be tried.
  synchronized void offer(Envelope envelope, Content content, int entries, long nanos) {
    Fresh fresh = new Fresh(envelope, content, nanos, entries);
    Iterator<Fresh> oldest = messages.values().iterator();
    while (used + fresh.cost() > budget && oldest.hasNext()) {
      Fresh old = oldest.next();
      if (nanos - old.nanos < STALE_NANOS) {
        return;
      }
      oldest.remove();
      used -= old.cost();
    }
    if (used + fresh.cost() <= budget) {
      messages.put(envelope.id(), fresh);
      used += fresh.cost();
    }
  }

  synchronized @Nullable Envelope envelope(MessageId id) {
    Fresh fresh = messages.get(id);
    return fresh == null ? null : fresh.envelope;
  }

  synchronized @Nullable Content content(MessageId id) {
    Fresh fresh = messages.get(id);
    return fresh == null ? null : fresh.content;
  }

  /// One of its entries was tried.
  synchronized void tried(MessageId id) {
    Fresh fresh = messages.get(id);
    if (fresh != null && --fresh.untried == 0) {
      drop(id);
    }
  }

  synchronized void drop(MessageId id) {
    Fresh fresh = messages.remove(id);
    if (fresh != null) {
      used -= fresh.cost();
    }
  }

  synchronized void clear() {
    messages.clear();
    used = 0;
  }
}
