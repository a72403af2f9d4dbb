// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.postrider.queue.store.Commit;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Envelope;
import org.postrider.queue.store.Intake;
import org.postrider.smtp.protocol.message.Content;

/// A message on its way into a [MemorySpool].
final class MemoryIntake implements Intake {
  private static final CompletionStage<Void> READY = CompletableFuture.completedStage(null);

  private final MemorySpool spool;
  private final Pieces pieces;
  private long size;
  private boolean refused;
  private boolean over;

  MemoryIntake(MemorySpool spool, long sizeHint) {
    this.spool = spool;
    pieces = new Pieces(sizeHint);
  }

  @Override
  public boolean append(byte[] octets, int from, int length) {
    if (over) {
      throw new IllegalStateException("appended after the end of the intake");
    }
    size += length;
    refused = refused || !spool.reserve(length);
    if (!refused) {
      pieces.append(octets, from, length);
    }
    return true;
  }

  @Override
  public CompletionStage<Void> ready() {
    return READY;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Content staged() {
    return pieces.content(new byte[0]);
  }

  @Override
  public CompletionStage<Commit> commit(Envelope envelope, List<Entry> entries) {
    envelope.check(entries, size);
    end();
    return CompletableFuture.completedStage(spool.commit(this, envelope, entries));
  }

  @Override
  public void abandon() {
    if (!over) {
      over = true;
      spool.release(pieces.size());
    }
  }

  void end() {
    if (over) {
      throw new IllegalStateException("an intake is committed or abandoned once");
    }
    over = true;
  }

  /// Whether there was no room for some of it.
  boolean refused() {
    return refused;
  }

  Pieces pieces() {
    return pieces;
  }
}
