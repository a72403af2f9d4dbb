// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.postrider.smtp.protocol.stream.Sink;
import org.postrider.smtp.protocol.stream.Stuffer;

/// Turns the content of one message into buffers as DATA wants them: dot-stuffed, and ended. One
/// for a message; for one thread, which may be any. The buffers are the caller's to release.
///
/// @rfc 5321 §4.5.2
public final class ContentEncoder {
  /// Room for the end, and for some dots, beyond the content itself.
  private static final int MORE_OCTETS = 32;

  private final Stuffer stuffer = new Stuffer();
  private final ByteBufAllocator allocator;

  /// An encoder whose buffers come from `allocator`.
  public ContentEncoder(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /// The next `length` octets of the content, from the start of `octets`; with `last`, and the end.
  public ByteBuf encode(byte[] octets, int length, boolean last) {
    ByteBuf buffer = allocator.directBuffer(length + length / 64 + MORE_OCTETS);
    try {
      Sink sink = (piece, from, count) -> buffer.writeBytes(piece, from, count);
      stuffer.feed(octets, 0, length, sink);
      if (last) {
        stuffer.end(sink);
      }
      return buffer;
    } catch (RuntimeException e) {
      buffer.release();
      throw e;
    }
  }
}
