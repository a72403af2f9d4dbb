// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import org.jspecify.annotations.Nullable;

/// What octets the body of a message may have, and so which ways of transmission it can take.
///
/// @rfc 6152 §2
/// @rfc 3030 §3
public enum Body {
  /// Lines of ASCII.
  SEVEN_BIT("7BIT"),
  /// Lines of any octets but NUL.
  EIGHT_BIT("8BITMIME"),
  /// Any octets: there need be no lines. It goes by BDAT, and never by DATA.
  BINARY("BINARYMIME");

  private final String text;

  Body(String text) {
    this.text = text;
  }

  /// Reads the value of the parameter, in any case of letters; null for what is none.
  public static @Nullable Body parse(String value) {
    for (Body each : values()) {
      if (each.text.equalsIgnoreCase(value)) {
        return each;
      }
    }
    return null;
  }

  /// That of lines, with or without octets above 127.
  public static Body ofLines(boolean eightBit) {
    return eightBit ? EIGHT_BIT : SEVEN_BIT;
  }

  /// The value of the parameter.
  @Override
  public String toString() {
    return text;
  }
}
