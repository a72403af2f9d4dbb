// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.stream.LineEnds;

/// A message that the plug-in has submitted; `text` with CR LF line ends, and without the fields
/// that the gateway adds.
public record Posted(ReversePath sender, List<Mailbox> recipients, String text) {
  /// Octets of a header section that has nothing but its end.
  private static final int EMPTY_LINE = 2;

  /// Copies the list.
  public Posted {
    recipients = List.copyOf(recipients);
  }

  /// Refuses what the gateway would refuse for good.
  static Posted of(ReversePath sender, List<Mailbox> recipients, Content content)
      throws IOException {
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("a message without a recipient");
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    LineEnds lines = new LineEnds();
    try (InputStream in = content.open()) {
      byte[] octets = in.readAllBytes();
      lines.feed(octets, 0, octets.length, kept::write);
    }
    lines.end(kept::write);
    String text = kept.toString(StandardCharsets.UTF_8);
    HeaderScan scan = new HeaderScan();
    scan.octets(kept.toByteArray(), 0, kept.size());
    if (scan.isUnseparated() || scan.headerSize() <= EMPTY_LINE) {
      throw new IllegalArgumentException("the content does not begin with a header section");
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the content holds NUL");
    }
    return new Posted(sender, recipients, text);
  }
}
