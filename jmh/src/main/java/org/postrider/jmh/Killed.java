// SPDX-License-Identifier: Apache-2.0
package org.postrider.jmh;

import java.nio.file.Path;
import java.time.InstantSource;
import org.postrider.queue.store.Spool;
import org.postrider.queue.store.SpoolSettings;

/// A process that opens a spool, takes messages, and ends as if it were killed while it takes more.
/// Prints how many milliseconds the opening took and how many the first commit.
final class Killed {
  private Killed() {}

  /// Arguments: directory, then the options of [ManyWaiting].
  public static void main(String[] args) throws Exception {
    Options options = Options.of(args, 1);
    long begun = System.nanoTime();
    Spool spool = Spool.open(SpoolSettings.defaults(Path.of(args[0])), InstantSource.system());
    long opened = System.nanoTime();
    Traffic traffic = options.traffic(spool);
    long ready = System.nanoTime();
    traffic.accept(1, ManyWaiting.LATER);
    long answered = System.nanoTime();
    System.out.println((opened - begun) / 1_000_000 + " " + (answered - ready) / 1_000_000);
    traffic.accept(options.messages() - 1, ManyWaiting.LATER);
    for (int i = 0; i < options.atOnce(); i++) {
      traffic.begin(i, ManyWaiting.LATER);
    }
    Runtime.getRuntime().halt(0);
  }
}
