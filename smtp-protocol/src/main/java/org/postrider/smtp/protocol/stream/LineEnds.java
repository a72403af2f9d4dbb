// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Makes every line end CR LF: a CR or LF that stands alone becomes one, and a last line without an
/// end gets it. What is right already passes as it is.
///
/// One for a text: [#feed] as often as needed, then [#end] once. For one thread.
///
/// @rfc 5321 §2.3.8
public final class LineEnds {
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};

  private boolean afterCr;
  private boolean lineStart = true;

  /// At the first octet.
  public LineEnds() {}

  /// Takes text from `from` up to, not including, `to`, and gives it with its line ends put right.
  public void feed(byte[] in, int from, int to, Sink sink) {
    int run = from; // what of this chunk is not yet given
    int at = from;
    while (at < to) {
      byte octet = in[at];
      if (afterCr && octet != '\n') {
        give(in, run, at, sink);
        sink.octets(LF, 0, 1);
        run = at;
      } else if (octet == '\n' && !afterCr) {
        give(in, run, at, sink);
        sink.octets(CR, 0, 1);
        run = at;
      }
      afterCr = octet == '\r';
      lineStart = octet == '\n';
      at++;
      if (!afterCr && !lineStart) {
        at = Scan.upToCr(in, at, to);
      }
    }
    give(in, run, at, sink);
  }

  /// Gives what is still owed.
  public void end(Sink sink) {
    if (afterCr) {
      sink.octets(LF, 0, 1);
    } else if (!lineStart) {
      sink.octets(CR, 0, 1);
      sink.octets(LF, 0, 1);
    }
  }

  private static void give(byte[] octets, int from, int to, Sink sink) {
    if (to > from) {
      sink.octets(octets, from, to - from);
    }
  }
}
