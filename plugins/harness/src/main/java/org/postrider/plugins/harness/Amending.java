// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderScan;
import org.postrider.smtp.protocol.stream.LineEnds;

/// Makes changes to a message in memory, as the gateway does to one in its spool.
final class Amending {
  private static final HeaderField TRACE = new HeaderField("", new byte[0]);

  private Amending() {}

  static byte[] amended(byte[] octets, List<Change> changes) {
    HeaderScan scan = new HeaderScan();
    scan.octets(octets, 0, octets.length);
    int header = Math.toIntExact(scan.headerSize());
    HeaderFields fields = HeaderFields.parse(Arrays.copyOf(octets, header));
    fields.insert(0, TRACE);
    byte[] body = Arrays.copyOfRange(octets, header, octets.length);
    for (Change change : changes) {
      switch (change) {
        case Change.OfHeader ofHeader -> ofHeader.applyTo(fields);
        case Change.ReplaceBody replace -> body = body(replace);
        case Change.AddRecipient _,
            Change.RemoveRecipient _,
            Change.Redirect _,
            Change.ReplaceSender _ -> {}
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(HeaderFields.octets(fields.all()));
    if (scan.headerEnded() || body.length > 0) {
      all.writeBytes(new byte[] {'\r', '\n'});
    }
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] body(Change.ReplaceBody replace) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    LineEnds lines = new LineEnds();
    try (InputStream in = replace.body().open()) {
      byte[] octets = in.readAllBytes();
      lines.feed(octets, 0, octets.length, body::write);
    } catch (IOException e) {
      throw new AssertionError("the plug-in's body cannot be read", e);
    }
    lines.end(body::write);
    return body.toByteArray();
  }
}
