// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.List;

/// A body with one blank for each run of white space, none at the ends of lines, and no empty lines
/// at its end. For one thread.
///
/// @rfc 6376 §3.4.4
final class RelaxedBody {
  private static final int SIZE = 8 * 1024;
  private static final boolean[] SPECIAL = new boolean[256];

  static {
    for (char c : " \t\r\n".toCharArray()) {
      SPECIAL[c] = true;
    }
  }

  private final List<BodyHash> hashes;
  private final byte[] out = new byte[SIZE];
  private int filled;
  private boolean isBegun;

  // What waits, in this order: line ends, a blank, a CR.
  private long lines;
  private boolean hasBlank;
  private boolean afterCr;

  RelaxedBody(List<BodyHash> hashes) {
    this.hashes = hashes;
  }

  void octets(byte[] in, int from, int to) {
    int at = from;
    while (at < to) {
      byte octet = in[at];
      if (SPECIAL[octet & 0xff]) {
        special(octet);
        at++;
        continue;
      }
      release();
      if (filled == SIZE) {
        flush();
      }
      int most = Math.min(to, at + SIZE - filled);
      int next = filled;
      while (at < most && !SPECIAL[in[at] & 0xff]) {
        out[next++] = in[at++];
      }
      filled = next;
    }
  }

  private void special(byte octet) {
    if (octet == '\n' && afterCr) {
      afterCr = false;
      hasBlank = false;
      lines++;
    } else if (octet == '\n') {
      release();
      put('\n');
    } else {
      if (afterCr) {
        release();
      }
      afterCr = octet == '\r';
      hasBlank |= !afterCr;
    }
  }

  /// What waited is not the end of a line or of the body.
  private void release() {
    isBegun = true;
    if (hasBlank && lines == 0 && !afterCr && filled < SIZE) { // between words, most of the time
      out[filled++] = ' ';
      hasBlank = false;
      return;
    }
    for (; lines > 0; lines--) {
      put('\r');
      put('\n');
    }
    if (hasBlank) {
      put(' ');
      hasBlank = false;
    }
    if (afterCr) {
      put('\r');
      afterCr = false;
    }
  }

  void end() {
    if (afterCr) {
      release();
    }
    if (isBegun) {
      put('\r');
      put('\n');
    }
    flush();
  }

  private void put(char octet) {
    if (filled == SIZE) {
      flush();
    }
    out[filled++] = (byte) octet;
  }

  private void flush() {
    for (BodyHash hash : hashes) {
      hash.octets(out, 0, filled);
    }
    filled = 0;
  }
}
