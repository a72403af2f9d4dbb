// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.daemons.Line;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.reply.Reply;
import org.postrider.smtp.protocol.reply.ReplyParser;

/// A session with a host that is asked for one recipient: a transaction from nobody that is given
/// up before its content. For one thread.
///
/// @rfc 5321 §4.1.1
final class Interview {
  /// A policy and not a mailbox is why (RFC 3463 §3.8).
  private static final int POLICY = 7;

  private final Line line;
  private final ReplyParser replies = new ReplyParser();

  Interview(Line line) {
    this.line = line;
  }

  /// Whether the host takes mail for this mailbox. An `IOException` means that it does not say: it
  /// is busy, or refuses us and not the mailbox.
  boolean isTaken(String name, Mailbox mailbox) throws IOException {
    expectGood("the greeting", reply());
    Reply greeted = ask("EHLO " + name);
    if (!greeted.isPositive()) {
      expectGood("HELO", ask("HELO " + name)); // RFC 5321 §3.2
    }
    boolean needsUtf8 = !mailbox.isAscii();
    if (needsUtf8 && !hasUtf8(greeted)) {
      throw new IOException("it takes no addresses outside ASCII");
    }
    expectGood("MAIL", ask("MAIL FROM:<>" + (needsUtf8 ? " SMTPUTF8" : "")));
    Reply answer = ask("RCPT TO:<" + mailbox + ">");
    line.send("QUIT\r\n").flush();
    boolean isAboutUs = answer.status() != null && answer.status().subject() == POLICY;
    if (!answer.isPositive() && (!answer.isPermanent() || isAboutUs)) {
      throw unclear("RCPT", answer);
    }
    return answer.isPositive();
  }

  private static boolean hasUtf8(Reply greeted) {
    return greeted.isPositive()
        && greeted.lines().stream()
            .map(keyword -> keyword.strip().toUpperCase(Locale.ROOT))
            .anyMatch("SMTPUTF8"::equals);
  }

  private Reply ask(String command) throws IOException {
    line.send(command + "\r\n").flush();
    return reply();
  }

  private Reply reply() throws IOException {
    @Nullable Reply reply = null;
    while (reply == null) {
      byte[] octets = line.receiveLine(ReplyParser.LINE_OCTETS).getBytes(StandardCharsets.UTF_8);
      try {
        reply = replies.accept(octets, 0, octets.length);
      } catch (ReplyParser.Garbage e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return reply;
  }

  private static void expectGood(String what, Reply reply) throws IOException {
    if (!reply.isPositive()) {
      throw unclear(what, reply);
    }
  }

  private static IOException unclear(String what, Reply reply) {
    return new IOException("to " + what + " it says " + reply);
  }
}
