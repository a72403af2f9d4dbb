// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.transmit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.postrider.queue.store.Envelope;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.envelope.Body;
import org.postrider.smtp.protocol.extension.Capabilities;
import org.postrider.smtp.protocol.extension.Keyword;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.sender.Transaction;

/// What a host has to be told of a message. The content is only looked at where the host lacks an
/// extension that the message was sent to us with: then it may turn out that it was never needed.
///
/// @rfc 6152 §2
/// @rfc 6531 §3.1
final class Facts {
  private static final int PIECE = 1 << 16;

  private Facts() {}

  /// The transaction for a host that can do `host`. Reads the content where that matters, so never
  /// on an event loop.
  static Transaction transaction(Claimed claimed, Capabilities host) throws IOException {
    Envelope envelope = claimed.envelope();
    boolean smtpUtf8 =
        !isAscii(claimed)
            || (envelope.smtpUtf8()
                && (host.has(Keyword.SMTP_UTF8) || hasHighOctet(claimed.content(), true)));
    return new Transaction(
        envelope.sender(),
        claimed.entry().recipients(),
        claimed.content().size(),
        body(claimed, host),
        smtpUtf8,
        envelope.asked());
  }

  /// A binary message stays one, even if it could pass for lines: its parts may say that they are
  /// binary, and RFC 3030 §3 lets only BINARYMIME carry those.
  private static Body body(Claimed claimed, Capabilities host) throws IOException {
    Body body = claimed.envelope().body();
    return body != Body.EIGHT_BIT || host.has(Keyword.EIGHT_BIT_MIME)
        ? body
        : Body.ofLines(hasHighOctet(claimed.content(), false));
  }

  private static boolean isAscii(Claimed claimed) {
    Mailbox sender = claimed.envelope().sender().mailbox();
    if (sender != null && !sender.isAscii()) {
      return false;
    }
    for (Mailbox each : claimed.mailboxes()) {
      if (!each.isAscii()) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasHighOctet(Content content, boolean headerOnly) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open(), PIECE)) {
      int lineLength = 0;
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet > 127) {
          return true;
        }
        if (headerOnly && octet == '\n' && lineLength == 0) {
          return false;
        }
        lineLength = octet == '\n' ? 0 : octet == '\r' ? lineLength : lineLength + 1;
      }
      return false;
    }
  }
}
