// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.reply;

import java.nio.charset.StandardCharsets;

/// Writes replies for the wire. What a reply's text holds can neither end a line nor leave ASCII:
/// every other character becomes `?`. Text too long for one line goes on in the next.
///
/// @rfc 5321 §4.2.1
/// @rfc 2034 §4
public final class ReplyWriter {
  /// Octets of a line with its CR LF, RFC 5321 §4.5.3.1.5.
  private static final int LINE_OCTETS = 512;

  private ReplyWriter() {}

  /// The whole reply, each line with its CR LF.
  public static byte[] octets(Reply reply) {
    // RFC 2034 §4: the status stands on every line
    String status = reply.status() == null ? "" : reply.status() + " ";
    int room = LINE_OCTETS - 6 - status.length();
    int last = reply.lines().size() - 1;
    StringBuilder out = new StringBuilder(128);
    for (int i = 0; i <= last; i++) {
      String text = reply.lines().get(i);
      int from = 0;
      while (text.length() - from > room) {
        line(out, reply.code(), '-', status, text.substring(from, from + room));
        from += room;
      }
      line(out, reply.code(), i == last ? ' ' : '-', status, text.substring(from));
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void line(StringBuilder out, int code, char mark, String status, String text) {
    out.append(code).append(mark).append(status);
    int from = out.length();
    out.append(text);
    for (int i = from; i < out.length(); i++) {
      char c = out.charAt(i);
      if ((c < ' ' || c >= 127) && c != '\t') {
        out.setCharAt(i, '?'); // RFC 5321 §4.2: textstring
      }
    }
    out.append("\r\n");
  }
}
