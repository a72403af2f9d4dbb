// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.postrider.smtp.protocol.message.Content;

/// A head of our own and the octets of a message, which come in pieces from wherever they are.
public record PieceContent(Head head, long length, Source pieces) implements Content {
  /// Octets that stand before the pieces.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Head(byte[] octets) {}

  /// Where the pieces are.
  @FunctionalInterface
  public interface Source {
    /// A piece, from 0, with an array behind it: [Pieces#SIZE] octets, but at least what is left in
    /// the last one.
    ByteBuffer piece(int number) throws IOException;
  }

  /// `head`, then `length` octets in pieces.
  public static Content of(byte[] head, long length, Source pieces) {
    return new PieceContent(new Head(head), length, pieces);
  }

  @Override
  public long size() {
    return head.octets().length + length;
  }

  @Override
  public InputStream open() {
    return new Stream(head.octets(), length, pieces);
  }

  private static final class Stream extends InputStream {
    private final Source pieces;
    private byte[] piece;
    private int at;
    private int end;
    private int next;
    private long rest;

    Stream(byte[] head, long length, Source pieces) {
      this.pieces = pieces;
      piece = head;
      end = head.length;
      rest = length;
    }

    private boolean ended() throws IOException {
      if (at < end) {
        return false;
      }
      if (rest == 0) {
        return true;
      }
      ByteBuffer found = pieces.piece(next++);
      int length = (int) Math.min(rest, Pieces.SIZE);
      if (found.remaining() < length) {
        throw new IOException("a piece of " + found.remaining() + " octets instead of " + length);
      }
      piece = found.array();
      at = found.arrayOffset() + found.position();
      end = at + length;
      rest -= length;
      return false;
    }

    @Override
    public int read() throws IOException {
      return ended() ? -1 : piece[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      Objects.checkFromIndexSize(from, length, into.length);
      if (length == 0) {
        return 0;
      }
      int done = 0;
      while (done < length && !ended()) {
        int part = Math.min(length - done, end - at);
        System.arraycopy(piece, at, into, from + done, part);
        at += part;
        done += part;
      }
      return done == 0 ? -1 : done;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, end - at + rest);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
      long done = 0;
      while (!ended()) {
        out.write(piece, at, end - at);
        done += end - at;
        at = end;
      }
      return done;
    }
  }
}
