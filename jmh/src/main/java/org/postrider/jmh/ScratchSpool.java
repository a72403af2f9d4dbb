// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.postrider.queue.store.Change;
import org.postrider.queue.store.Query;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// A spool on the disk for as long as a measurement lasts.
record ScratchSpool(Path directory, Spool spool) implements AutoCloseable {
  private static final int PAGE = 10_000;

  /// An empty one.
  static ScratchSpool open(String name) throws IOException {
    Path directory = Scratch.make(name);
    SpoolSettings settings = SpoolSettings.defaults(directory.resolve("spool"));
    return new ScratchSpool(directory, Spool.open(settings, InstantSource.system()));
  }

  /// Deletes all that is in a spool.
  static void empty(Spool spool) throws IOException {
    String page = null;
    do {
      page = spool.change(Query.ALL, new Change.Delete(), page, PAGE).next();
    } while (page != null);
  }

  /// Closes it and removes the files.
  @Override
  public void close() throws IOException {
    spool.close();
    Scratch.remove(directory);
  }
}
