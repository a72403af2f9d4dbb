// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.postrider.queue.store.CheckReport;
import org.postrider.queue.store.Progress;
import org.rocksdb.WALRecoveryMode;

/// Walks the records of a closed store as it was left, before a start puts it in order.
final class StoreCheck {
  private StoreCheck() {}

  static void check(Path directory) throws Exception {
    CheckReport.Gathering found = new CheckReport.Gathering();
    try (Database database =
        Database.open(directory.resolve("store"), WALRecoveryMode.AbsoluteConsistency)) {
      new Check(database, _ -> false, _ -> false, found).run(Progress.UNHEARD);
    }
    assertThat(found.report().findings()).isEmpty();
  }
}
