// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.Comparator;

/// A place in a configuration file; line and column count from 1, and line 0 means the file as a
/// whole.
public record Position(String file, int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::file)
          .thenComparingInt(Position::line)
          .thenComparingInt(Position::column);

  /// A file as a whole.
  public static Position of(String file) {
    return new Position(file, 0, 0);
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /// `file:line:column`, as compilers print it.
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
