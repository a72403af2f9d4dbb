// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of octets into lines. Only CR LF ends one; what else a line may not hold makes it
/// a [Flaw], told when the line ends, and reading goes on with the next. However the octets are
/// divided into chunks, the same lines come out.
///
/// Holds at most `limit` octets, and none between lines. For one thread.
///
/// @rfc 5321 §2.3.8
/// @rfc 5321 §4.5.3.1
public final class LineFramer {
  /// Octets of a command line with its CR LF: 512 by RFC 5321 §4.5.3.1.4, and what SIZE, BODY,
  /// SMTPUTF8 and AUTH may add to MAIL, with as much to spare (RFC 1870 §3, RFC 6152 §2, RFC 6531
  /// §3.1, RFC 4954 §3).
  public static final int COMMAND_OCTETS = 2048;

  /// Octets of a line while AUTH is under way, RFC 4954 §4.
  public static final int AUTH_OCTETS = 12_288;

  private static final int FIRST_HOLD = 128;

  /// What makes a line unfit to be read, the first thing found.
  public enum Flaw {
    /// A CR that no LF follows.
    BARE_CR,
    /// An LF that no CR comes before.
    BARE_LF,
    /// An octet 0.
    NUL,
    /// More octets than the limit.
    TOO_LONG
  }

  /// What is told of each line. Both answer whether to go on: after false, [#feed] returns, so that
  /// what follows can be read as something else than lines.
  public interface Lines {
    /// A line without its CR LF, from `from` up to, not including, `to`; the array may change as
    /// soon as this returns.
    boolean line(byte[] octets, int from, int to);

    /// A line that has a flaw.
    boolean flawed(Flaw flaw);
  }

  private int limit;
  private byte @Nullable [] held;
  private int holds;
  private long length;
  private boolean afterCr;
  private @Nullable Flaw flaw;

  /// A framer at the beginning of a line that takes at most `limit` octets with CR LF.
  public LineFramer(int limit) {
    this.limit = limit;
  }

  /// Changes the limit for the next octets.
  public void limit(int octets) {
    limit = octets;
  }

  /// How many octets of a line without an end have come; may be above the limit.
  public long pending() {
    return length;
  }

  /// Takes octets from `from` up to, not including, `to`; gives how many it has used, which are all
  /// unless a line asked to stop.
  public int feed(byte[] in, int from, int to, Lines lines) {
    int start = from;
    int at = from;
    while (at < to) {
      int next = afterCr ? at : Scan.upToCr(in, at, to);
      length += next - at;
      at = next;
      if (at == to) {
        break;
      }
      byte octet = in[at++];
      length++;
      boolean ends = octet == '\n' && afterCr;
      note(octet, ends);
      if (ends) {
        boolean more = end(in, start, at, lines);
        start = at;
        if (!more) {
          return at - from;
        }
      }
    }
    hold(in, start, at);
    return at - from;
  }

  private void note(byte octet, boolean ends) {
    if (length > limit) {
      flaw(Flaw.TOO_LONG); // comes first, so that chunks make no difference
    }
    if (afterCr && !ends) {
      flaw(Flaw.BARE_CR);
    }
    afterCr = octet == '\r';
    if (octet == '\n' && !ends) {
      flaw(Flaw.BARE_LF);
    } else if (octet == 0) {
      flaw(Flaw.NUL);
    }
  }

  private void flaw(Flaw found) {
    flaw = flaw == null ? found : flaw;
  }

  private boolean end(byte[] in, int start, int end, Lines lines) {
    Flaw found = flaw;
    if (found == null && held != null) {
      hold(in, start, end);
    }
    byte[] line = held;
    int size = holds;
    held = null;
    holds = 0;
    length = 0;
    flaw = null;
    if (found != null) {
      return lines.flawed(found);
    }
    return line == null ? lines.line(in, start, end - 2) : lines.line(line, 0, size - 2);
  }

  /// Keeps what belongs to a line whose end is still to come, unless it is lost anyhow.
  private void hold(byte[] in, int start, int end) {
    if (flaw != null || length > limit) {
      flaw(Flaw.TOO_LONG);
      held = null;
      holds = 0;
      return;
    }
    int more = end - start;
    if (more == 0) {
      return;
    }
    byte[] to = held;
    if (to == null || to.length - holds < more) {
      int room = Math.max(FIRST_HOLD, Math.min(limit, 2 * (holds + more)));
      to = to == null ? new byte[room] : Arrays.copyOf(to, room);
      held = to;
    }
    System.arraycopy(in, start, to, holds, more);
    holds += more;
  }
}
