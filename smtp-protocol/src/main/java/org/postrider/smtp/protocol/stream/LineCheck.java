// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Looks at octets that ought to be lines, and notes what no line may hold. However the octets are
/// divided into chunks, it sees the same. For one thread.
///
/// @rfc 5321 §2.3.8
public final class LineCheck {
  private boolean afterCr;
  private boolean lineStart = true;
  private boolean bareCr;
  private boolean bareLf;
  private boolean nul;

  /// At the first octet.
  public LineCheck() {}

  /// Looks at octets from `from` up to, not including, `to`.
  public void feed(byte[] in, int from, int to) {
    int at = from;
    while (at < to) {
      byte octet = in[at++];
      bareCr |= afterCr && octet != '\n';
      bareLf |= octet == '\n' && !afterCr;
      nul |= octet == 0;
      lineStart = octet == '\n' && afterCr;
      afterCr = octet == '\r';
      if (!afterCr && !lineStart) {
        at = Scan.upToCr(in, at, to);
      }
    }
  }

  /// Whether there was a CR that something else than LF follows.
  public boolean bareCr() {
    return bareCr;
  }

  /// Whether there was an LF that no CR comes before.
  public boolean bareLf() {
    return bareLf;
  }

  /// Whether there was an octet 0.
  public boolean nul() {
    return nul;
  }

  /// Whether the last octet is a CR: bare where nothing follows any more.
  public boolean endsInCr() {
    return afterCr;
  }

  /// Whether the last line has its end, or there is none yet.
  public boolean endsLine() {
    return lineStart;
  }
}
