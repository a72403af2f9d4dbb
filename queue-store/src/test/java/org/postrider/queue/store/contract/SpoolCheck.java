// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.queue.store.Counts;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Queues;
import org.postrider.queue.store.Spool;
import org.postrider.smtp.protocol.message.Content;

/// The invariants that a spool keeps at every moment, seen from outside.
public final class SpoolCheck {
  private SpoolCheck() {}

  public static void check(Spool spool) throws Exception {
    assertThat(spool.upkeep().check(Progress.UNHEARD).findings()).as("findings").isEmpty();
    List<Listing.Item> items = Mail.list(spool, Query.ALL);
    List<Entry> queued = new ArrayList<>();
    Map<String, Counts.Count> counts = new HashMap<>();
    for (Listing.Item item : items) {
      Entry entry = item.entry();
      boolean waits = entry.state() == Entry.State.QUEUED;
      if (waits) {
        queued.add(entry);
      }
      counts.merge(
          entry.destination(),
          new Counts.Count(waits ? 1 : 0, waits ? 0 : 1),
          (a, b) -> new Counts.Count(a.queued() + b.queued(), a.held() + b.held()));
      assertThat(item.envelope().id()).isEqualTo(entry.message());
      assertThat(spool.envelope(entry.message())).isPresent();
      Content content = spool.content(entry.message()).orElseThrow();
      assertThat(content.size()).isEqualTo(item.envelope().size());
      try (InputStream in = content.open()) {
        assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(content.size());
      }
    }
    assertThat(items).isSortedAccordingTo(Comparator.comparing(item -> item.entry().name()));
    queued.sort(Comparator.comparing(Entry::due).thenComparing(Entry::name));
    assertThat(Mail.due(spool, Instant.MAX)).as("due index").isEqualTo(queued);
    for (String each : queued.stream().map(Entry::queue).distinct().toList()) {
      checkDue(spool, queued, new Queues.Only(each));
      checkDue(spool, queued, new Queues.Except(Set.of(each), Set.of()));
    }
    for (String each : counts.keySet()) {
      checkDue(spool, queued, new Queues.Except(Set.of(), Set.of(each)));
    }
    assertThat(spool.counts().byDestination()).as("counts").isEqualTo(counts);
    assertThat(spool.health().entries()).as("entries in health").isEqualTo(items.size());
  }

  private static void checkDue(Spool spool, List<Entry> queued, Queues meant) throws Exception {
    assertThat(Mail.due(spool, meant, Instant.MAX))
        .as("due index of %s", meant)
        .isEqualTo(queued.stream().filter(e -> meant.include(e.queue())).toList());
  }
}
