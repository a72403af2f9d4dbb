// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import java.util.random.RandomGenerator;

/// Divides octets at random, each chunk in an array of its own with rubbish around it.
final class Chunks {
  interface Taker {
    /// Gives how many octets were used.
    int take(byte[] octets, int from, int to);
  }

  private Chunks() {}

  /// Hands on all octets until one chunk is not used up; gives how many were used.
  static int each(byte[] all, RandomGenerator random, Taker taker) {
    int most = 1 + random.nextInt(all.length + 1);
    int used = 0;
    while (used < all.length) {
      int size = Math.min(1 + random.nextInt(most), all.length - used);
      int from = random.nextInt(3);
      byte[] chunk = new byte[from + size + 3];
      random.nextBytes(chunk);
      System.arraycopy(all, used, chunk, from, size);
      int taken = taker.take(chunk, from, from + size);
      used += taken;
      random.nextBytes(chunk); // nothing may be kept by reference
      if (taken < size) {
        break;
      }
    }
    return used;
  }

  /// Octets among which those that matter are frequent.
  static byte[] octets(RandomGenerator random, int most, String frequent) {
    byte[] octets = new byte[random.nextInt(most)];
    random.nextBytes(octets);
    for (int i = 0; i < octets.length; i++) {
      if (random.nextInt(4) > 0) {
        octets[i] = (byte) frequent.charAt(random.nextInt(frequent.length()));
      }
    }
    return octets;
  }
}
