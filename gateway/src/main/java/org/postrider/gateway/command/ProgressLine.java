// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.io.PrintStream;
import java.util.Locale;
import org.postrider.queue.store.Progress;

/// Says on standard error how something gets on, once in a while.
final class ProgressLine implements Progress {
  private static final long NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final String what;
  private long saidNanos = System.nanoTime();

  ProgressLine(PrintStream out, String what) {
    this.out = out;
    this.what = what;
  }

  @Override
  public void step(String at, long records, long octets) {
    if (System.nanoTime() - saidNanos >= NANOS) {
      saidNanos = System.nanoTime();
      out.println("postrider: " + what + ": " + at + " " + records + ", " + size(octets));
    }
  }

  /// Octets for people.
  static String size(long octets) {
    double size = octets;
    String[] units = {"octets", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return unit == 0
        ? octets + " octets"
        : String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
  }
}
