// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;
import org.postrider.queue.store.contract.SpoolContract;

class RocksSpoolTest extends SpoolContract {
  @TempDir private Path directory;

  @Override
  protected Spool open(InstantSource clock) throws Exception {
    return Spool.open(SpoolSettings.defaults(directory), clock);
  }

  @Override
  protected void checkInside() throws Exception {
    StoreCheck.check(directory);
  }
}
