// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.scanning;

import java.util.List;
import org.postrider.plugins.api.Change;

/// What a scanner has found in a message.
///
/// @param text for the client, where it is refused
/// @param detail for the log and the operator
/// @param always what is changed in a message that is taken
/// @param marks what else is changed in one that is marked
public record Finding(String text, String detail, List<Change> always, List<Change> marks) {
  private static final int MOST = 200;

  /// Makes texts fit for a reply and a log, whatever the daemon has put into them.
  public Finding {
    text = printable(text);
    detail = printable(detail);
    always = List.copyOf(always);
    marks = List.copyOf(marks);
  }

  /// A finding that leaves no mark.
  public static Finding of(String text, String detail) {
    return new Finding(text, detail, List.of(), List.of());
  }

  /// At most 200 characters, of printable ASCII.
  public static String printable(String text) {
    String ascii = text.replaceAll("[^ -~]", "?");
    return ascii.length() > MOST ? ascii.substring(0, MOST) : ascii;
  }
}
