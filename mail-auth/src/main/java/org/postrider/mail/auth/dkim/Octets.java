// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.Arrays;

/// Octets that are put together, for one thread: what a `ByteArrayOutputStream` is without its
/// locks, which cost as much as all else here.
final class Octets {
  private byte[] octets = new byte[2_048];
  private int size;

  void put(int octet) {
    room(1);
    octets[size++] = (byte) octet;
  }

  void put(byte[] from, int start, int end) {
    room(end - start);
    System.arraycopy(from, start, octets, size, end - start);
    size += end - start;
  }

  void putLineEnd() {
    put('\r');
    put('\n');
  }

  private void room(int wanted) {
    if (size + wanted > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, size + wanted));
    }
  }

  /// All but the last `count`.
  byte[] without(int count) {
    return Arrays.copyOf(octets, size - count);
  }
}
