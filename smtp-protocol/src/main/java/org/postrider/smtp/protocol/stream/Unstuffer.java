// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Takes the octets that follow DATA, finds the one end of the message, CR LF . CR LF, and removes
/// the dots that were put before dots. However the octets are divided into chunks, the same content
/// comes out. Whatever looks like an end and is none stays content, and is remembered, so that the
/// session can refuse the message when its true end has come.
///
/// One for a message: [#feed] until [#ended]. For one thread.
///
/// @rfc 5321 §4.5.2
/// @rfc 5321 §4.1.1.4
public final class Unstuffer implements ContentFramer {
  /// Octets of a line of text without CR LF, RFC 5321 §4.5.3.1.6.
  public static final int LINE_OCTETS = 998;

  private static final byte[] CR = {'\r'};

  private enum State {
    LINE_START,
    IN_LINE,
    AFTER_CR,
    AFTER_DOT,
    AFTER_DOT_CR,
    ENDED
  }

  private State state = State.LINE_START;
  private long size;
  private long line;
  private long longestLine;
  private boolean bareCr;
  private boolean bareLf;
  private boolean nul;

  /// At the first octet of a message.
  public Unstuffer() {}

  @Override
  public boolean ended() {
    return state == State.ENDED;
  }

  /// Octets of content given so far.
  public long size() {
    return size;
  }

  /// Octets of the longest line so far, without CR LF and without a removed dot.
  public long longestLine() {
    return Math.max(longestLine, line);
  }

  /// Whether there was a CR that no LF follows (RFC 5321 §2.3.8 forbids it).
  public boolean bareCr() {
    return bareCr;
  }

  /// Whether there was an LF that no CR comes before (RFC 5321 §2.3.8 forbids it).
  public boolean bareLf() {
    return bareLf;
  }

  /// Whether there was an octet 0.
  public boolean nul() {
    return nul;
  }

  @Override
  public int feed(byte[] in, int from, int to, Sink sink) {
    int run = from; // what of this chunk is content and not yet given
    int at = from;
    while (at < to && state != State.ENDED) {
      switch (state) {
        case IN_LINE -> at = inLine(in, at, to);
        case LINE_START -> {
          if (in[at] == '.') {
            give(in, run, at, sink);
            run = ++at;
            state = State.AFTER_DOT;
          } else {
            state = State.IN_LINE;
          }
        }
        case AFTER_CR -> at = afterCr(in, at);
        case AFTER_DOT -> {
          if (in[at] == '\r') {
            run = ++at; // no content if LF follows, else given then
            state = State.AFTER_DOT_CR;
          } else {
            state = State.IN_LINE;
          }
        }
        case AFTER_DOT_CR -> {
          if (in[at] == '\n') {
            run = ++at;
            state = State.ENDED; // RFC 5321 §4.1.1.4: this and nothing else
          } else {
            give(CR, 0, 1, sink);
            line++;
            bareCr = true;
            state = State.IN_LINE;
          }
        }
        case ENDED -> throw new IllegalStateException("the loop has ended");
      }
    }
    give(in, run, at, sink);
    return at - from;
  }

  /// Goes on to behind a CR, over lines as long as all of what may matter is in this chunk; LF and
  /// NUL on the way are only noted.
  private int inLine(byte[] in, int from, int to) {
    int lineFrom = from;
    int at = from;
    while (true) {
      at = Scan.upToCr(in, at, to);
      if (at == to) {
        line += at - lineFrom;
        return at;
      }
      byte octet = in[at++];
      if (octet == '\r') {
        line += at - 1 - lineFrom;
        boolean plain = at + 1 < to && in[at] == '\n' && in[at + 1] != '.';
        if (!plain) {
          state = State.AFTER_CR;
          return at;
        }
        longestLine = Math.max(longestLine, line);
        line = 0;
        lineFrom = ++at;
      } else {
        bareLf |= octet == '\n';
        nul |= octet == 0;
      }
    }
  }

  private int afterCr(byte[] in, int at) {
    if (in[at] == '\n') {
      longestLine = Math.max(longestLine, line);
      line = 0;
      state = State.LINE_START;
      return at + 1;
    }
    bareCr = true;
    line++;
    state = State.IN_LINE;
    return at;
  }

  private void give(byte[] octets, int from, int to, Sink sink) {
    if (to > from) {
      size += to - from;
      sink.octets(octets, from, to - from);
    }
  }
}
