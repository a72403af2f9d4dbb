// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import org.postrider.queue.store.journal.Journal;

/// What is on the disk, open: the journal, into which everything goes first and in which contents
/// stay, and the index, which says what is where.
record Store(Journal journal, Database index) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    try (index) {
      journal.close();
    }
  }
}
