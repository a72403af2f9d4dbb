// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.stream;

/// Takes the octets that follow a BDAT: as many as it has named, whatever they are. Nothing in them
/// is looked at, so that nothing in them can end the chunk.
///
/// @rfc 3030 §2
public final class ChunkFramer implements ContentFramer {
  private long left;

  /// For a chunk of so many octets.
  public ChunkFramer(long octets) {
    if (octets < 0) {
      throw new IllegalArgumentException("a chunk of " + octets + " octets");
    }
    left = octets;
  }

  @Override
  public boolean ended() {
    return left == 0;
  }

  @Override
  public int feed(byte[] in, int from, int to, Sink sink) {
    int used = (int) Math.min(left, to - from);
    if (used > 0) {
      left -= used;
      sink.octets(in, from, used);
    }
    return used;
  }
}
