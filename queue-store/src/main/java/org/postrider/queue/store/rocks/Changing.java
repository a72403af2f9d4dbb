// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Listing;
import org.postrider.queue.store.SpoolRefusal;

/// An operator's change to one page of entries.
final class Changing implements Work {
  private final RocksSpool spool;
  private final Change change;
  private final Listing meant;
  private final List<Listing.Item> changed = new ArrayList<>();
  private final List<Entry> ready = new ArrayList<>();
  private final CompletableFuture<Listing> answer = new CompletableFuture<>();

  Changing(RocksSpool spool, Change change, Listing meant) {
    this.spool = spool;
    this.change = change;
    this.meant = meant;
  }

  CompletableFuture<Listing> answer() {
    return answer;
  }

  @Override
  public void apply(Ledger ledger) throws IOException {
    for (Listing.Item item : meant.items()) {
      Entry before = ledger.change(item.entry().name(), change, ready);
      if (before != null) {
        changed.add(new Listing.Item(before, item.envelope()));
      }
    }
  }

  @Override
  public boolean mustBeDurable() {
    return true;
  }

  @Override
  public void done() {
    answer.complete(new Listing(changed, meant.next()));
    spool.tell(ready);
  }

  @Override
  public void failed(SpoolRefusal why) {
    answer.completeExceptionally(new IOException(why.toString()));
  }
}
