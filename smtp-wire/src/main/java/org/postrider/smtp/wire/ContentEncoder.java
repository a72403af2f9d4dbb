// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.stream.Sink;
import org.postrider.smtp.protocol.stream.Stuffer;

/// Turns the content of one message into buffers as DATA wants them: dot-stuffed, and ended; or as
/// BDAT does: behind the command, and as they are. One for a message; for one thread, which may be
/// any. The buffers are the caller's to release.
///
/// @rfc 5321 §4.5.2
/// @rfc 3030 §2
public final class ContentEncoder {
  /// Room for the end, or for BDAT, and for some dots, beyond the content itself.
  private static final int MORE_OCTETS = 32;

  private final ByteBufAllocator allocator;
  private final @Nullable Stuffer stuffer;
  private final long size;
  private long encoded;

  private ContentEncoder(ByteBufAllocator allocator, @Nullable Stuffer stuffer, long size) {
    this.allocator = allocator;
    this.stuffer = stuffer;
    this.size = size;
  }

  /// An encoder for what follows DATA, whose buffers come from `allocator`.
  public static ContentEncoder stuffed(ByteBufAllocator allocator) {
    return new ContentEncoder(allocator, new Stuffer(), 0);
  }

  /// An encoder for one BDAT with all of a content, which has so many octets.
  public static ContentEncoder asChunk(ByteBufAllocator allocator, long octets) {
    return new ContentEncoder(allocator, null, octets);
  }

  /// The next `length` octets of the content, from the start of `octets`; with `last`, and the end.
  /// Throws `IOException` where a chunk would not be as long as it has said, since what follows
  /// would be read as something else than it is.
  public ByteBuf encode(byte[] octets, int length, boolean last) throws IOException {
    Stuffer dots = stuffer;
    if (dots == null) {
      return chunk(octets, length, last);
    }
    ByteBuf buffer = allocator.directBuffer(length + length / 64 + MORE_OCTETS);
    try {
      Sink sink = (piece, from, count) -> buffer.writeBytes(piece, from, count);
      dots.feed(octets, 0, length, sink);
      if (last) {
        dots.end(sink);
      }
      return buffer;
    } catch (RuntimeException e) {
      buffer.release();
      throw e;
    }
  }

  private ByteBuf chunk(byte[] octets, int length, boolean last) throws IOException {
    boolean first = encoded == 0;
    encoded += length;
    if (encoded > size || (last && encoded < size)) {
      throw new IOException("the content has other than its " + size + " octets");
    }
    ByteBuf buffer = allocator.directBuffer(length + MORE_OCTETS);
    if (first) {
      buffer.writeCharSequence("BDAT " + size + " LAST\r\n", StandardCharsets.US_ASCII);
    }
    return buffer.writeBytes(octets, 0, length);
  }
}
