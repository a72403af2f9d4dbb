// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.EntryName;
import org.postrider.queue.store.SpoolRefusal;

/// An operator's change to some entries.
final class Changing implements Work {
  private final RocksSpool spool;
  private final Change change;
  private final List<EntryName> meant;
  private final List<Entry> changed = new ArrayList<>();
  private final List<Entry> ready = new ArrayList<>();
  private final CompletableFuture<List<Entry>> answer = new CompletableFuture<>();

  Changing(RocksSpool spool, Change change, List<EntryName> meant) {
    this.spool = spool;
    this.change = change;
    this.meant = meant;
  }

  /// Those that were changed, as they were before.
  CompletableFuture<List<Entry>> answer() {
    return answer;
  }

  @Override
  public void apply(Ledger ledger) throws IOException {
    for (EntryName name : meant) {
      Entry before = ledger.change(name, change, ready);
      if (before != null) {
        changed.add(before);
      }
    }
  }

  @Override
  public boolean mustBeDurable() {
    return true;
  }

  @Override
  public void done() {
    answer.complete(changed);
    spool.tell(ready);
  }

  @Override
  public void failed(SpoolRefusal why) {
    answer.completeExceptionally(new IOException(why.toString()));
  }
}
