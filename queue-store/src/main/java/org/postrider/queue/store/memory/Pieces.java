// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.Content;

/// Octets in pieces of [#SIZE], the last one shorter: they grow without being copied again and
/// never need one large array. For one thread at a time.
public final class Pieces {
  /// Octets of a whole piece.
  public static final int SIZE = 1 << 16;

  /// The first piece begins no larger than this, whatever a client announces, and grows.
  private static final int FIRST = 1 << 13;

  private final List<byte[]> list = new ArrayList<>(1);
  private byte[] last;
  private int used;
  private long size;

  /// None yet, of about `sizeHint` octets (0: unknown).
  public Pieces(long sizeHint) {
    last = new byte[Math.clamp(sizeHint, 512, FIRST)];
  }

  /// Copies octets to the end.
  public void append(byte[] octets, int from, int length) {
    size += length;
    int done = 0;
    while (done < length) {
      if (used == SIZE) {
        list.add(last);
        last = new byte[SIZE];
        used = 0;
      }
      int part = Math.min(length - done, SIZE - used);
      grow(used + part);
      System.arraycopy(octets, from + done, last, used, part);
      used += part;
      done += part;
    }
  }

  private void grow(int needed) {
    if (needed > last.length) {
      last = Arrays.copyOf(last, Math.min(SIZE, Math.max(needed, 2 * last.length)));
    }
  }

  /// How many octets were appended.
  public long size() {
    return size;
  }

  /// Takes the first piece away if it is not the last one; null otherwise. What is left is numbered
  /// anew.
  public byte @Nullable [] poll() {
    return list.isEmpty() ? null : list.removeFirst();
  }

  /// The last piece, and how many octets of it mean anything.
  public ByteBuffer last() {
    return ByteBuffer.wrap(last, 0, used);
  }

  /// `head` and what there is now; later octets do not show in it.
  public Content content(byte[] head) {
    List<byte[]> now = new ArrayList<>(list);
    now.add(last);
    return PieceContent.of(head, size, number -> ByteBuffer.wrap(now.get(number)));
  }
}
