// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for rare octets, eight at a time.
final class Scan {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  /// 127 - 13 in each octet: added to one of 0 to 127 it sets the high bit of what is above CR, and
  /// never carries.
  private static final long LIFT = 0x7272727272727272L;

  private Scan() {}

  /// The first octet from `from` that is at most CR, as NUL and LF are too; `to` where there is
  /// none.
  static int upToCr(byte[] octets, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONG.get(octets, at);
      long found = ~(((word & ~HIGH_BITS) + LIFT) | word) & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < to && (octets[at] & 0xff) > '\r') {
      at++;
    }
    return at;
  }
}
