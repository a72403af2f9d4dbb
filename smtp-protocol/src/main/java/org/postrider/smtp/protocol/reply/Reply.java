// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.reply;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One reply, of one or more lines that share a code and (where it applies) an enhanced status.
/// `lines` is never empty and holds the text only. Immutable.
///
/// @rfc 5321 §4.2
public record Reply(int code, @Nullable EnhancedStatus status, List<String> lines) {
  /// Throws `IllegalArgumentException` for a code outside 200 to 599 or for no line.
  public Reply {
    if (code < 200 || code > 599 || lines.isEmpty()) {
      throw new IllegalArgumentException("no reply: " + code + " " + lines);
    }
    lines = List.copyOf(lines);
  }

  /// A reply of one line with an enhanced status such as `5.7.1`.
  public static Reply of(int code, String status, String text) {
    return new Reply(code, EnhancedStatus.of(status), List.of(text));
  }

  /// A reply without an enhanced status (RFC 2034 §4: the greeting, EHLO, 3yz).
  public static Reply of(int code, String text) {
    return new Reply(code, null, List.of(text));
  }

  /// 2yz: done.
  public boolean isPositive() {
    return code < 300;
  }

  /// 3yz: go on.
  public boolean isIntermediate() {
    return code >= 300 && code < 400;
  }

  /// 4yz: try later.
  public boolean isTransient() {
    return code >= 400 && code < 500;
  }

  /// 5yz: will never work as asked.
  public boolean isPermanent() {
    return code >= 500;
  }

  /// Code, status and lines on one line, for logs and notices.
  @Override
  public String toString() {
    return code + (status == null ? " " : " " + status + " ") + String.join(" / ", lines);
  }
}
