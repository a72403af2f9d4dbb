// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.daemons;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.message.Content;

/// A connection to a daemon: octets go out as they are read from the spool, and what comes back is
/// bounded. A daemon that has heard enough may answer and hang up in the middle: what cannot be
/// sent any more is then left out, and its answer counts. For one thread.
public final class Line implements Closeable {
  private static final int CHUNK = 64 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private @Nullable IOException broken;

  private Line(SocketChannel channel) {
    this.channel = channel;
    in = new BufferedInputStream(Channels.newInputStream(channel));
    out = new BufferedOutputStream(Channels.newOutputStream(channel));
  }

  static Line to(SocketChannel channel) {
    return new Line(channel);
  }

  /// What is put before each chunk of a content.
  @FunctionalInterface
  public interface Framing {
    /// Nothing: the octets as they are.
    Framing NONE = _ -> new byte[0];

    /// The octets to stand before `length` octets of content.
    byte[] before(int length);
  }

  /// Sends a text in UTF-8.
  public Line send(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    send(octets, octets.length);
    return this;
  }

  /// Sends a content in chunks of at most 64 KiB; throws where the content can't be read.
  public Line send(Content content, Framing framing) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (InputStream stream = content.open()) {
      for (int read = stream.read(chunk); read >= 0 && broken == null; read = stream.read(chunk)) {
        byte[] before = framing.before(read);
        send(before, before.length);
        send(chunk, read);
      }
    }
    return this;
  }

  private void send(byte[] octets, int length) {
    if (broken != null) {
      return;
    }
    try {
      out.write(octets, 0, length);
    } catch (IOException e) {
      broken = e;
    }
  }

  /// Has everything that was sent leave; to be called before an answer is read.
  public Line flush() {
    if (broken == null) {
      try {
        out.flush();
      } catch (IOException e) {
        broken = e;
      }
    }
    return this;
  }

  /// The same, and nothing more will be sent.
  public Line end() {
    flush();
    if (broken == null) {
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        broken = e;
      }
    }
    return this;
  }

  /// What comes up to an octet, without it, or up to the end of the connection; of at most `most`
  /// octets. Throws `IOException` where more comes, or nothing.
  public String receive(char until, int most) throws IOException {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int octet = next();
    if (octet < 0) {
      throw nothing();
    }
    for (; octet >= 0 && octet != until; octet = next()) {
      if (got.size() == most) {
        throw new IOException("the answer is longer than " + most + " octets");
      }
      got.write(octet);
    }
    return got.toString(StandardCharsets.UTF_8);
  }

  /// A line that ends with LF, without it and a CR before it.
  public String receiveLine(int most) throws IOException {
    String line = receive('\n', most);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  /// Exactly so many octets.
  public byte[] receive(int octets) throws IOException {
    byte[] got = in.readNBytes(octets);
    if (got.length < octets) {
      throw nothing();
    }
    return got;
  }

  private int next() throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      if (broken != null) {
        e.addSuppressed(broken);
      }
      throw e;
    }
  }

  private IOException nothing() {
    EOFException end = new EOFException("the connection ended before the answer did");
    if (broken != null) {
      end.addSuppressed(broken);
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
