// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.stream.LineEnds;

/// The body that a filter puts in the place of another, in a file that ends with it, and with every
/// line ended by CR LF. First written and ended, then read.
final class NewBody implements Content, AutoCloseable {
  private final FileChannel file;
  private final long mostOctets;
  private final LineEnds lines = new LineEnds();
  private final ByteArrayOutputStream ended = new ByteArrayOutputStream();
  private long size;

  private NewBody(FileChannel file, long mostOctets) {
    this.file = file;
    this.mostOctets = mostOctets;
  }

  /// An empty one that takes up to `mostOctets`.
  static NewBody open(long mostOctets) throws IOException {
    return new NewBody(
        FileChannel.open(
            Files.createTempFile("postrider-milter", ".body"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        mostOctets);
  }

  void append(byte[] octets) throws IOException {
    lines.feed(octets, 0, octets.length, ended::write);
    write();
  }

  /// There is no more of it.
  void end() throws IOException {
    lines.end(ended::write);
    write();
  }

  private void write() throws IOException {
    ByteBuffer left = ByteBuffer.wrap(ended.toByteArray());
    ended.reset();
    if (size + left.remaining() > mostOctets) {
      throw new IOException("it replaces the body by one of over " + mostOctets + " octets");
    }
    while (left.hasRemaining()) {
      size += file.write(left, size);
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        int read = file.read(ByteBuffer.wrap(into, from, length), at);
        at += Math.max(read, 0);
        return read;
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
