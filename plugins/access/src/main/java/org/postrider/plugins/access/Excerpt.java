// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;

/// The header section of a message and the beginning of its body, as text for patterns.
///
/// @param body in UTF-8, as it was sent: parts in base64 or quoted-printable are not decoded
record Excerpt(List<HeaderField> fields, String body) {
  /// The longest header section that is looked at; what is longer is not taken by default.
  private static final int MOST_HEADER = 1 << 20;

  static Excerpt of(Content content, int bodySize) throws IOException {
    HeaderSection section = HeaderSection.of(content, MOST_HEADER);
    try (InputStream in = content.open()) {
      in.skipNBytes(section.size());
      String body = new String(in.readNBytes(bodySize), StandardCharsets.UTF_8);
      return new Excerpt(section.fields().all(), body);
    }
  }

  /// The values of a header field, unfolded and decoded, in their order.
  List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(field -> new String(field.value(), StandardCharsets.UTF_8))
        .map(value -> EncodedWords.decode(value.replaceAll("\r\n(?=[ \t])", "").strip()))
        .toList();
  }
}
