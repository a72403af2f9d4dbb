// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

/// The character classes of RFC 5321 §4.1.2, for text and for single octets.
final class Ascii {
  private static final boolean[] ATEXT = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      ATEXT[c] = true;
      ATEXT[c - 32] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      ATEXT[c] = true;
    }
    for (char c : "!#$%&'*+-/=?^_`{|}~".toCharArray()) { // RFC 5322 §3.2.3
      ATEXT[c] = true;
    }
  }

  private Ascii() {}

  static boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  /// Whether an atom may hold the character; RFC 6531 §3.3 adds everything that is not ASCII.
  static boolean isAtext(int c) {
    return c >= 128 || ATEXT[c];
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }
}
