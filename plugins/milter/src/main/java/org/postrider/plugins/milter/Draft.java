// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;
import org.postrider.smtp.protocol.message.HeaderSection;

/// A message as it is after the filters that were asked so far. Confined to one question.
final class Draft {
  /// Stands where the gateway's own trace field will, which filters count and do not see.
  private static final HeaderField TRACE = new HeaderField("", new byte[0]);

  private final Content sent;
  private final long headerSize;
  private final HeaderFields fields;
  private final List<Change> changes = new ArrayList<>();
  private @Nullable Content body;

  private Draft(Content sent, long headerSize, HeaderFields fields) {
    this.sent = sent;
    this.headerSize = headerSize;
    this.fields = fields;
    fields.insert(0, TRACE);
  }

  /// As the client has sent it. The header section is read into memory; the gateway bounds it.
  static Draft of(Content sent) throws IOException {
    HeaderSection section = HeaderSection.of(sent, Integer.MAX_VALUE);
    return new Draft(sent, section.size(), section.fields());
  }

  /// Makes a filter's changes; the next filter sees them.
  void change(List<Change> more) {
    changes.addAll(more);
    for (Change change : more) {
      if (change instanceof Change.OfHeader ofHeader) {
        ofHeader.applyTo(fields);
      } else if (change instanceof Change.ReplaceBody(Content other)) {
        body = other;
      }
    }
  }

  /// All changes so far.
  List<Change> changes() {
    return changes;
  }

  /// The header fields as they are now.
  List<HeaderField> fields() {
    return fields.all().stream().filter(field -> !field.name().isEmpty()).toList();
  }

  /// The body as it is now.
  InputStream openBody() throws IOException {
    if (body != null) {
      return body.open();
    }
    InputStream in = sent.open();
    in.skipNBytes(headerSize);
    return in;
  }
}
