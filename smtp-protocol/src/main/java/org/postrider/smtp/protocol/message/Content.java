// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The octets of one message: header section, empty line, body, with CR LF line ends and no
/// dot-stuffing. May be opened as often as needed; each stream is for one thread.
public interface Content {
  /// Content that stands in memory; `octets` are not copied and not to be changed.
  static Content of(byte[] octets) {
    return new Content() {
      @Override
      public long size() {
        return octets.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(octets);
      }
    };
  }

  /// How many octets [#open()] will give.
  long size();

  /// A new stream from the first octet. Blocks, so never on an event loop; throws `IOException`
  /// where the store cannot give the octets any more.
  InputStream open() throws IOException;
}
