// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import org.jspecify.annotations.Nullable;

/// Printable ASCII in the value of a parameter, where some characters stand as `+` and two
/// hexadecimal digits.
///
/// @rfc 3461 §4
public final class Xtext {
  private static final int DIGITS = 2;

  private Xtext() {}

  /// What it says; null for what is no xtext, or says more than printable ASCII and blanks.
  public static @Nullable String decode(String xtext) {
    StringBuilder text = new StringBuilder(xtext.length());
    for (int i = 0; i < xtext.length(); i++) {
      int c = xtext.charAt(i);
      if (c == '+') {
        c = i + DIGITS < xtext.length() ? octet(xtext.charAt(i + 1), xtext.charAt(i + 2)) : -1;
        i += DIGITS;
      } else if (c <= ' ' || c == '=') {
        return null;
      }
      if (c < ' ' || c > '~') {
        return null;
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private static int octet(char high, char low) {
    int first = digit(high);
    int second = digit(low);
    return first < 0 || second < 0 ? -1 : first << 4 | second;
  }

  /// Only upper case counts.
  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
