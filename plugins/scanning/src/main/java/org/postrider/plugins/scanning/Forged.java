// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.message.Content;
import org.postrider.smtp.protocol.message.HeaderField;
import org.postrider.smtp.protocol.message.HeaderSection;

/// Takes fields out of a message that only a scanner of ours may have put in.
public final class Forged {
  /// The longest header section that is looked through; what is longer is not taken by default.
  private static final int MOST = 1 << 20;

  private Forged() {}

  /// The deletions of all fields whose name, in the case in which it came, is one of these.
  public static List<Change> deletions(Content content, Predicate<String> names)
      throws IOException {
    List<Change> deletions = new ArrayList<>();
    for (HeaderField field : HeaderSection.of(content, MOST).fields().all()) {
      if (names.test(field.name())) {
        // Each takes out the first of those that are left.
        deletions.add(new Change.DeleteField(field.name(), 1));
      }
    }
    return deletions;
  }
}
