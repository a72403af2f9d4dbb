// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.util.List;

/// A body as it is, but for the empty lines at its end. For one thread.
///
/// @rfc 6376 §3.4.3
final class SimpleBody {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final List<BodyHash> hashes;
  private long lines;
  private boolean afterCr;

  SimpleBody(List<BodyHash> hashes) {
    this.hashes = hashes;
  }

  void octets(byte[] in, int from, int to) {
    int tail = to;
    while (tail > from && (in[tail - 1] == '\r' || in[tail - 1] == '\n')) {
      tail--;
    }
    int at = from;
    if (tail > from) {
      // What waits goes out, unless its CR and our LF are one line end.
      if (afterCr && in[from] == '\n') {
        lines++;
        afterCr = false;
        at++;
      }
      release();
      out(in, at, tail);
      at = tail;
    }
    for (; at < to; at++) {
      lineEnd(in[at]);
    }
  }

  private void lineEnd(byte octet) {
    if (octet == '\r') {
      if (afterCr) {
        release();
      }
      afterCr = true;
    } else if (afterCr) {
      afterCr = false;
      lines++;
    } else {
      release();
      out(LINE_END, 1, 2);
    }
  }

  /// What waited is not the end: line ends, and a CR that belongs to none.
  private void release() {
    for (; lines > 0; lines--) {
      out(LINE_END, 0, 2);
    }
    if (afterCr) {
      out(LINE_END, 0, 1);
      afterCr = false;
    }
  }

  void end() {
    if (afterCr) {
      release();
    }
    out(LINE_END, 0, 2);
  }

  private void out(byte[] octets, int from, int to) {
    for (BodyHash hash : hashes) {
      hash.octets(octets, from, to);
    }
  }
}
