// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.journal.Extent;
import org.postrider.queue.store.journal.Piece;
import org.postrider.queue.store.memory.PieceContent;
import org.postrider.smtp.protocol.message.Content;

/// A message ready to be written. It is put into records on the thread of whoever commits it, so
/// that the one thread that writes has little to do.
///
/// @param tail the last piece, which has not been written yet; null where there is none
/// @param staged where the pieces before the last were written
@SuppressWarnings("ArrayRecordComponent") // never compared
record Parcel(
    Envelope envelope,
    List<Entry> entries,
    Records.Stored content,
    byte[] message,
    List<byte[]> records,
    @Nullable Piece tail,
    List<Extent> staged) {

  static Parcel of(
      Envelope envelope,
      List<Entry> entries,
      Records.Stored content,
      @Nullable Piece tail,
      List<Extent> staged) {
    byte[] message = Records.message(Keys.message(envelope.id()), envelope, content);
    List<byte[]> records = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      records.add(Records.entry(Keys.entry(entry.name()), entry, content, entries.size() == 1));
    }
    return new Parcel(envelope, List.copyOf(entries), content, message, records, tail, staged);
  }

  /// Whether all of the content is in memory.
  boolean isWhole() {
    return content.octets() == (tail == null ? 0 : tail.octets().remaining());
  }

  /// The whole content where it is in memory; null where pieces of it were written before.
  @Nullable Content whole() {
    if (!isWhole()) {
      return null;
    }
    ByteBuffer octets = tail == null ? ByteBuffer.allocate(0) : tail.octets();
    return PieceContent.of(envelope.head(), content.octets(), _ -> octets.duplicate());
  }
}
