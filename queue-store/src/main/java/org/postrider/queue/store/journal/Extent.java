// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

/// Where a piece of a content stands.
///
/// @param segment the segment's number
/// @param offset where its frame begins
/// @param length octets of the piece, without what the frame adds
public record Extent(long segment, int offset, int length) {
  /// For people.
  @Override
  public String toString() {
    return "octet " + offset + " of segment " + segment;
  }
}
