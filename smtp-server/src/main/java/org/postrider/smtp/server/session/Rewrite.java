// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.queue.store.Intake;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.stream.Sink;

/// Writes a message's content anew where changes reach below its own first field. The header
/// section is in memory, within the limit on its size; a body goes through in chunks. Blocks; for
/// one thread.
///
/// @param staged what the client has sent
/// @param scan what is known of it
/// @param amended the changes
/// @param mostOctets how large the new content may be
record Rewrite(Content staged, HeaderScan scan, Amended amended, long mostOctets) {
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final int PIECE = 1 << 16;

  /// The outcome: what is to stand before the content, and the content, null where the staged one
  /// can stay; `eightBit` where the new one has such a body.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Done(byte[] head, @Nullable Intake content, boolean eightBit) {}

  /// Makes the changes; `fresh` gives the intake for new content, which is abandoned where this
  /// throws.
  Done perform(HeaderField trace, Supplier<Intake> fresh) throws IOException {
    try (InputStream in = staged.open()) {
      HeaderFields fields = HeaderFields.parse(in.readNBytes(Math.toIntExact(scan.headerSize())));
      List<HeaderField> sent = List.copyOf(fields.all());
      fields.insert(0, trace);
      amended.applyTo(fields);
      List<HeaderField> all = fields.all();
      int above = all.size() - sent.size();
      if (above >= 0 && all.subList(above, all.size()).equals(sent) && canStay()) {
        return new Done(HeaderFields.octets(all.subList(0, above)), null, false);
      }
      int belowTrace = all.indexOf(trace) + 1;
      Intake content = fresh.get();
      boolean eightBit =
          write(HeaderFields.octets(all.subList(belowTrace, all.size())), in, content);
      return new Done(HeaderFields.octets(all.subList(0, belowTrace)), content, eightBit);
    }
  }

  /// A body that follows without an empty line would be read as part of a field above it.
  private boolean canStay() {
    return amended.body() == null && !scan.isUnseparated();
  }

  private boolean write(byte[] header, InputStream staged, Intake content) throws IOException {
    try {
      Output output = new Output(content, mostOctets);
      output.octets(header, 0, header.length);
      Content body = amended.body();
      if (scan.headerEnded() || body != null) {
        output.octets(CR_LF, 0, CR_LF.length);
      }
      if (body == null) {
        copy(staged, output);
      } else {
        Supplied.copy(body, output, output::check);
      }
      return output.scan.eightBitBody();
    } catch (Throwable e) {
      content.abandon();
      throw e;
    }
  }

  /// What a client has sent has been looked at before; if it is binary, no octet may change.
  private static void copy(InputStream staged, Output output) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int length = staged.read(piece); length >= 0; length = staged.read(piece)) {
      output.octets(piece, 0, length);
      output.check();
    }
  }

  /// The new content, which waits where the spool does not keep up.
  private static final class Output implements Sink {
    private final HeaderScan scan = new HeaderScan();
    private final Intake content;
    private final long mostOctets;

    Output(Intake content, long mostOctets) {
      this.content = content;
      this.mostOctets = mostOctets;
    }

    @Override
    public void octets(byte[] octets, int from, int length) {
      scan.octets(octets, from, length);
      if (!content.append(octets, from, length)) {
        content.ready().toCompletableFuture().join();
      }
    }

    void check() throws IOException {
      if (content.size() > mostOctets) {
        throw new IOException("content has over " + mostOctets + " octets after changes");
      }
    }
  }
}
