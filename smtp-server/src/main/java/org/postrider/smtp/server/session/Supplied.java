// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.stream.LineEnds;
import org.postrider.smtp.protocol.stream.Sink;

/// What plug-ins supply as content: held to the same form as what clients send. Blocks.
final class Supplied {
  private static final int CHUNK_OCTETS = 64 * 1024;

  private Supplied() {}

  /// There is a NUL, which clients cannot send either (RFC 5321 §2.3.1).
  static final class HoldsNul extends IOException {
    private static final long serialVersionUID = 1;

    HoldsNul() {
      super("the content holds NUL");
    }
  }

  /// Looks after each chunk whether it may go on; throws where it may not.
  @FunctionalInterface
  interface Check {
    void look() throws IOException;
  }

  /// Gives the content to `sink` with its line ends put right.
  static void copy(Content content, Sink sink, Check check) throws IOException {
    LineEnds lines = new LineEnds();
    byte[] chunk = new byte[CHUNK_OCTETS];
    try (InputStream in = content.open()) {
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        refuseNul(chunk, length);
        lines.feed(chunk, 0, length, sink);
        check.look();
      }
    }
    lines.end(sink);
    check.look();
  }

  private static void refuseNul(byte[] octets, int length) throws HoldsNul {
    for (int i = 0; i < length; i++) {
      if (octets[i] == 0) {
        throw new HoldsNul();
      }
    }
  }
}
