// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What a segment consists of: a head of [#HEAD] octets and what it announces. The sum in the head
/// is over the head and the place where it stands, so that what an earlier use of the file left
/// behind is never taken for a frame of the present one; a second sum is over what follows.
///
/// @param at where the frame begins
/// @param kind one of the constants
/// @param length octets after the head
/// @param sum over them
record Frame(Position at, byte kind, int length, int sum) {
  /// A piece of a content, after [Piece#PREFIX] octets that say which.
  static final byte PIECE = 'p';

  /// Changes of the index, after [#DURABLE] octets that say up to where the journal was durable
  /// when they were written.
  static final byte CHANGES = 'c';

  /// sum of the head, kind, length, sum of the rest
  static final int HEAD = 13;

  /// A position.
  static final int DURABLE = Long.BYTES + Integer.BYTES;

  /// The head.
  ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.putInt(headSum()).put(kind).putInt(length).putInt(sum);
    return head.flip();
  }

  private int headSum() {
    ByteBuffer covered = ByteBuffer.allocate(DURABLE + HEAD - Integer.BYTES);
    covered.putLong(at.segment()).putInt(at.offset()).put(kind).putInt(length).putInt(sum);
    CRC32C crc = new CRC32C();
    crc.update(covered.array());
    return (int) crc.getValue();
  }

  /// The frame of a segment whose head begins `from` octets into what was read, and `offset` octets
  /// into the segment; null where there is none. What follows the head is not looked at.
  static @Nullable Frame read(ByteBuffer octets, int from, long segment, int offset) {
    if (octets.limit() - from < HEAD) {
      return null;
    }
    byte kind = octets.get(from + 4);
    int length = octets.getInt(from + 5);
    if ((kind != PIECE && kind != CHANGES) || length < DURABLE) {
      return null;
    }
    Frame frame = new Frame(new Position(segment, offset), kind, length, octets.getInt(from + 9));
    return octets.getInt(from) == frame.headSum() ? frame : null;
  }

  /// The whole frame that begins `at` octets into a segment, all of which was read; null where
  /// there is none.
  static @Nullable Frame whole(ByteBuffer octets, long segment, int at) {
    Frame frame = read(octets, at, segment, at);
    return frame != null && frame.isWhole(octets, at) ? frame : null;
  }

  /// Whether what follows the head, which begins `from` octets into what was read, is whole.
  boolean isWhole(ByteBuffer octets, int from) {
    if (length > octets.limit() - from - HEAD) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(octets.array(), octets.arrayOffset() + from + HEAD, length);
    return (int) crc.getValue() == sum;
  }

  /// Octets from its head to its end.
  int size() {
    return HEAD + length;
  }
}
