// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.postrider.queue.store.Progress;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// Walks the records of a spool that was closed.
final class StoreCheck {
  private StoreCheck() {}

  static void check(Path directory) throws Exception {
    try (Spool spool = Spool.open(SpoolSettings.defaults(directory), Instant::now)) {
      assertThat(spool.upkeep().check(Progress.UNHEARD).findings()).isEmpty();
    }
  }
}
