// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads replies line by line. Any octets are safe: what is no reply is [Garbage], after which the
/// connection has no meaning any more and must be given up. One for a connection; for one thread.
///
/// More lenient than the syntax where servers are known to be: lines up to 2000 octets, any text, a
/// second digit up to 9, a code with nothing behind it (RFC 5321 §4.2).
///
/// @rfc 5321 §4.2.1
/// @rfc 2034 §4
public final class ReplyParser {
  /// Lines of one reply; an EHLO reply of today's servers has under twenty.
  public static final int LINES = 100;

  /// Octets of one line without CR LF; RFC 5321 §4.5.3.1.5 asks for 510.
  public static final int LINE_OCTETS = 2000;

  /// The peer does not speak SMTP. The message says in what way and is safe to log.
  public static final class Garbage extends Exception {
    private static final long serialVersionUID = 1L;

    Garbage(String message) {
      super(message, null, false, false);
    }
  }

  private final List<String> lines = new ArrayList<>();
  private int code;
  private @Nullable EnhancedStatus status;

  /// A parser at the beginning of a reply.
  public ReplyParser() {}

  /// Takes the next line, without its CR LF, from `from` up to, not including, `to`. Gives the
  /// reply that it completes, or null while more lines are to come.
  public @Nullable Reply accept(byte[] line, int from, int to) throws Garbage {
    if (to - from > LINE_OCTETS) {
      throw new Garbage("a reply line is longer than " + LINE_OCTETS + " octets");
    }
    int lineCode = code(line, from, to);
    boolean more = to - from > 3 && line[from + 3] == '-';
    if (lineCode == 0 || (to - from > 3 && !more && line[from + 3] != ' ')) {
      throw new Garbage("this is no SMTP reply: " + text(line, from, Math.min(to, from + 80)));
    }
    if (!lines.isEmpty() && lineCode != code) { // RFC 5321 §4.2.1
      throw new Garbage("a reply began with " + code + " and went on with " + lineCode);
    }
    code = lineCode;
    add(line, Math.min(to, from + 4), to);
    if (more && lines.size() == LINES) {
      throw new Garbage("a reply has more than " + LINES + " lines");
    }
    return more ? null : finish();
  }

  private Reply finish() {
    Reply reply = new Reply(code, status, lines);
    lines.clear();
    status = null;
    return reply;
  }

  private static int code(byte[] line, int from, int to) {
    if (to - from < 3 || line[from] < '2' || line[from] > '5') {
      return 0;
    }
    int tens = line[from + 1] - '0';
    int ones = line[from + 2] - '0';
    boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
    return digits ? (line[from] - '0') * 100 + tens * 10 + ones : 0;
  }

  /// Keeps the text, without the status where it is the one of the whole reply.
  private void add(byte[] line, int from, int to) {
    int end = statusEnd(line, from, to);
    if (end > 0 && line[from] - '0' == code / 100) {
      EnhancedStatus here = status(line, from, end);
      status = status == null ? here : status;
      if (status.equals(here)) {
        lines.add(text(line, Math.min(to, end + 1), to));
        return;
      }
    }
    lines.add(text(line, from, to));
  }

  private static EnhancedStatus status(byte[] line, int from, int end) {
    int subject = 0;
    int detail = 0;
    int at = from + 2;
    for (; line[at] != '.'; at++) {
      subject = subject * 10 + line[at] - '0';
    }
    for (at++; at < end; at++) {
      detail = detail * 10 + line[at] - '0';
    }
    return new EnhancedStatus(line[from] - '0', subject, detail);
  }

  /// Where `d.ddd.ddd` at the start of the text ends, or -1 where there is none.
  private static int statusEnd(byte[] line, int from, int to) {
    int at = from;
    for (int part = 0; part < 3; part++) {
      int start = at;
      int most = part == 0 ? 1 : 3; // RFC 3463 §2
      while (at < to && at - start < most && line[at] >= '0' && line[at] <= '9') {
        at++;
      }
      boolean ends = part < 2 ? at < to && line[at] == '.' : at == to || line[at] == ' ';
      if (at == start || !ends) {
        return -1;
      }
      at++;
    }
    boolean known = line[from] == '2' || line[from] == '4' || line[from] == '5';
    return known ? at - 1 : -1;
  }

  /// UTF-8 as far as it is, without control characters.
  private static String text(byte[] line, int from, int to) {
    char[] text = new String(line, from, to - from, StandardCharsets.UTF_8).toCharArray();
    for (int i = 0; i < text.length; i++) {
      if (isControl(text[i])) {
        text[i] = '?';
      }
    }
    return new String(text);
  }

  private static boolean isControl(int c) {
    return c != '\t' && Character.isISOControl(c);
  }
}
