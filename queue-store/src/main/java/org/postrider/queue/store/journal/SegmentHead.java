// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What a segment's file begins with.
///
/// @param number the segment's number
/// @param previousEnd where the frames of the segment before end: what stands behind was never
///   durable, or was never written
record SegmentHead(long number, int previousEnd) {
  /// Octets of it; the rest of them are 0.
  static final int SIZE = 64;

  /// The layout of the file.
  private static final int FORMAT = 1;

  private static final long MAGIC = 0x504f53544a524e4cL; // POSTJRNL
  private static final int COVERED = 24;

  ByteBuffer octets() {
    ByteBuffer octets = ByteBuffer.allocate(SIZE);
    octets.putLong(MAGIC).putInt(FORMAT).putLong(number).putInt(previousEnd);
    octets.putInt(sum(octets.array()));
    return octets.clear();
  }

  private static int sum(byte[] octets) {
    CRC32C sum = new CRC32C();
    sum.update(octets, 0, COVERED);
    return (int) sum.getValue();
  }

  /// What stands at the start of these octets; null where that is no head.
  static @Nullable SegmentHead read(byte[] octets) {
    ByteBuffer from = ByteBuffer.wrap(octets);
    if (octets.length < SIZE
        || from.getLong() != MAGIC
        || from.getInt() != FORMAT
        || from.getInt(COVERED) != sum(octets)) {
      return null;
    }
    return new SegmentHead(from.getLong(), from.getInt());
  }
}
