// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderFields;

/// Takes fields out of a message that only a scanner of ours may have put in.
public final class Forged {
  /// The longest header section that is looked through; what is longer is not taken by default.
  private static final int MOST = 1 << 20;

  private Forged() {}

  /// The deletions of all fields whose name, in the case in which it came, is one of these.
  public static List<Change> deletions(Content content, Predicate<String> names)
      throws IOException {
    List<Change> deletions = new ArrayList<>();
    for (HeaderField field : HeaderFields.parse(section(content)).all()) {
      if (names.test(field.name())) {
        // Each takes out the first of those that are left.
        deletions.add(new Change.DeleteField(field.name(), 1));
      }
    }
    return deletions;
  }

  private static byte[] section(Content content) throws IOException {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(content.open())) {
      int begun = 0;
      for (int octet = in.read(); octet >= 0 && section.size() < MOST; octet = in.read()) {
        section.write(octet);
        if (octet == '\n' && isEmptyLine(section.size() - begun)) {
          break;
        }
        begun = octet == '\n' ? section.size() : begun;
      }
    }
    return section.toByteArray();
  }

  /// CR LF alone: a line ends in no other way.
  private static boolean isEmptyLine(int length) {
    return length == 2;
  }
}
