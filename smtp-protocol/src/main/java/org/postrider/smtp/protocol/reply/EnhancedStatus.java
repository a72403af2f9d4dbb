// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.reply;

/// An enhanced mail system status code, `class.subject.detail`.
///
/// @rfc 3463 §2
/// @rfc 2034 §4
public record EnhancedStatus(int statusClass, int subject, int detail) {
  /// Throws `IllegalArgumentException` unless class is 2, 4 or 5 and the others are 0 to 999.
  public EnhancedStatus {
    if ((statusClass != 2 && statusClass != 4 && statusClass != 5)
        || subject < 0
        || subject > 999
        || detail < 0
        || detail > 999) {
      throw new IllegalArgumentException(
          "no enhanced status: " + statusClass + "." + subject + "." + detail);
    }
  }

  /// Reads `5.7.1`; throws `IllegalArgumentException` for anything else. For constants and
  /// settings; what peers send is read by `ReplyParser`.
  public static EnhancedStatus of(String text) {
    String[] part = text.split("\\.", -1);
    if (part.length != 3) {
      throw new IllegalArgumentException("no enhanced status: " + text);
    }
    return new EnhancedStatus(
        Integer.parseInt(part[0]), Integer.parseInt(part[1]), Integer.parseInt(part[2]));
  }

  @Override
  public String toString() {
    return statusClass + "." + subject + "." + detail;
  }
}
