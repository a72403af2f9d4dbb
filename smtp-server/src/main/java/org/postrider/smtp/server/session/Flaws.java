// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.stream.LineFramer;

/// What a client is told whose line cannot be read.
final class Flaws {
  private static final Reply TOO_LONG = Reply.of(500, "5.5.6", "Line too long");
  private static final Reply BARE_LINE_END =
      Reply.of(500, "5.5.2", "A line must end with CR LF, and hold neither alone");
  private static final Reply NUL = Reply.of(500, "5.5.2", "NUL is not allowed");

  private Flaws() {}

  static Reply reply(LineFramer.Flaw flaw) {
    return switch (flaw) {
      case TOO_LONG -> TOO_LONG; // RFC 5321 §4.5.3.1.9
      case BARE_CR, BARE_LF -> BARE_LINE_END; // RFC 5321 §2.3.8
      case NUL -> NUL;
    };
  }
}
