// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The header section of a content, as [HeaderScan] finds it.
///
/// @param fields its fields
/// @param size its octets, with the empty line that ends it; the body follows
///
/// @rfc 5322 §2.1
public record HeaderSection(HeaderFields fields, int size) {
  private static final int CHUNK = 16 * 1024;

  /// Reads it; of one that is longer than `most` octets, only so many. Blocks.
  public static HeaderSection of(Content content, int most) throws IOException {
    HeaderScan scan = new HeaderScan();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = content.open()) {
      byte[] chunk;
      do {
        chunk = in.readNBytes(Math.min(CHUNK, most - read.size()));
        scan.octets(chunk, 0, chunk.length);
        read.writeBytes(chunk);
      } while (chunk.length > 0 && !scan.headerEnded());
    }
    int size = Math.toIntExact(scan.headerSize());
    return new HeaderSection(HeaderFields.parse(Arrays.copyOf(read.toByteArray(), size)), size);
  }
}
