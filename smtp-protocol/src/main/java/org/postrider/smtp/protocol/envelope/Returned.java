// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a notification of failure is to give back of the message.
///
/// @rfc 3461 §4.3
public enum Returned {
  /// The whole.
  FULL,
  /// The header section.
  HDRS;

  /// Reads the value of RET, in any case of letters; null for what is none.
  public static @Nullable Returned parse(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "FULL" -> FULL;
      case "HDRS" -> HDRS;
      default -> null;
    };
  }
}
