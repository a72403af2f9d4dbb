// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

/// A place in the journal: between two frames, or before the first.
///
/// @param segment the segment's number; they grow by one, from 1
/// @param offset octets from the start of its file
public record Position(long segment, int offset) implements Comparable<Position> {
  /// Before everything.
  public static final Position START = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    int order = Long.compare(segment, other.segment);
    return order != 0 ? order : Integer.compare(offset, other.offset);
  }

  /// For people.
  @Override
  public String toString() {
    return "octet " + offset + " of segment " + segment;
  }
}
