// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.clamd;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.postrider.plugins.daemons.Line;
import org.postrider.smtp.protocol.message.Content;

/// What clamd says of one content.
sealed interface Scan {
  /// Nothing found.
  record Clean() implements Scan {}

  /// A signature matches.
  record Infected(String signature) implements Scan {}

  /// Larger than clamd's own `StreamMaxLength`.
  record TooLarge() implements Scan {}

  /// The longest answer that is read.
  int MOST_ANSWER = 4096;

  /// Sends a content by `INSTREAM`, each chunk behind its length in four octets, and reads the
  /// answer; an exception where it is an error of clamd's or nothing that is known.
  static Scan of(Content content, Line line) throws IOException {
    line.send("zINSTREAM\0")
        .send(content, Scan::number)
        .send("\0\0\0\0") // a chunk of no octets is the last
        .flush();
    return read(line.receive('\0', MOST_ANSWER));
  }

  private static byte[] number(int length) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
  }

  private static Scan read(String answer) throws IOException {
    if (answer.equals("stream: OK")) {
      return new Clean();
    }
    if (answer.startsWith("stream: ") && answer.endsWith(" FOUND")) {
      return new Infected(
          answer.substring("stream: ".length(), answer.length() - " FOUND".length()));
    }
    if (answer.startsWith("INSTREAM size limit exceeded")) {
      return new TooLarge();
    }
    throw new IOException("clamd says " + answer.strip());
  }
}
