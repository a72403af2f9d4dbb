// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Makes content fit to follow DATA: puts a dot before each line that begins with one, and closes
/// with CR LF . CR LF. What would be a bare CR or LF goes out as CR LF, so that no next hop can be
/// made to see a line, or an end, where we see none.
///
/// One for a message: [#feed] as often as needed, then [#end] once. For one thread.
///
/// @rfc 5321 §4.5.2
/// @rfc 5321 §2.3.8
public final class Stuffer {
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] DOT = {'.'};
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final byte[] END = {'.', '\r', '\n'};

  private boolean lineStart = true;
  private boolean afterCr;

  /// At the first octet of a message.
  public Stuffer() {}

  /// Takes content from `from` up to, not including, `to`, and gives what is to be sent.
  public void feed(byte[] in, int from, int to, Sink sink) {
    int run = from; // what of this chunk is not yet given
    int at = from;
    while (at < to) {
      byte octet = in[at];
      if (afterCr && octet != '\n') {
        give(in, run, at, sink);
        sink.octets(LF, 0, 1);
        run = at;
        lineStart = true;
      } else if (octet == '\n' && !afterCr) {
        give(in, run, at, sink);
        sink.octets(CR, 0, 1);
        run = at;
      }
      if (lineStart && octet == '.') { // RFC 5321 §4.5.2
        give(in, run, at, sink);
        sink.octets(DOT, 0, 1);
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

  /// Gives the end of the message, on a line of its own.
  public void end(Sink sink) {
    if (afterCr) {
      sink.octets(LF, 0, 1);
    } else if (!lineStart) {
      sink.octets(CR_LF, 0, 2);
    }
    sink.octets(END, 0, END.length);
  }

  private static void give(byte[] octets, int from, int to, Sink sink) {
    if (to > from) {
      sink.octets(octets, from, to - from);
    }
  }
}
