// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postrider.queue.store.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is told of entries that are ready. One that fails harms nobody. Any thread.
public final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();

  /// Nobody yet.
  public Listeners() {}

  /// Adds one.
  public void add(Consumer<Entry> listener) {
    listeners.add(listener);
  }

  /// Tells each of them of each entry.
  public void tell(List<Entry> ready) {
    for (Entry entry : ready) {
      for (Consumer<Entry> listener : listeners) {
        try {
          listener.accept(entry);
        } catch (RuntimeException e) {
          log.error("a listener of the spool failed on {}", entry.name(), e);
        }
      }
    }
  }
}
