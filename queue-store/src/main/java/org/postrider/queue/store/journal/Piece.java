// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// A piece of a content, ready to be written: summed on the thread of whoever brings it, so that
/// the one that writes has less to do.
///
/// @param content whose it is, by number
/// @param number which piece of it, from 0
/// @param octets from position to limit, with an array behind
/// @param sum over all of these
public record Piece(long content, int number, ByteBuffer octets, int sum) {
  /// The number that no content has.
  static final long NO_CONTENT = 0;

  /// Octets that stand before those of the piece.
  static final int PREFIX = Long.BYTES + Integer.BYTES;

  /// Sums them.
  public static Piece of(long content, int number, ByteBuffer octets) {
    CRC32C sum = new CRC32C();
    sum.update(prefix(content, number));
    sum.update(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
    return new Piece(content, number, octets, (int) sum.getValue());
  }

  static ByteBuffer prefix(long content, int number) {
    return ByteBuffer.allocate(PREFIX).putLong(content).putInt(number).flip();
  }

  ByteBuffer prefix() {
    return prefix(content, number);
  }
}
