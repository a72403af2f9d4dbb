// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

/// Writes what strangers said into fields of ours, so that it stays where it is put: printable
/// ASCII, of bounded length, quoted where it has to be.
public final class FieldText {
  private static final int LONGEST = 255;
  private static final String SPECIAL = "()<>@,;:\\\"/[]?=";

  private FieldText() {}

  /// A word as it is where it can be one, else a quoted string.
  ///
  /// @rfc 2045 §5.1
  public static String word(String text) {
    return isPlain(text, SPECIAL) ? text : quoted(text);
  }

  /// An address or a domain as it is where it can be one, else a quoted string.
  ///
  /// @rfc 8601 §2.2
  public static String address(String text) {
    int at = text.lastIndexOf('@');
    boolean isPlain =
        isPlain(text.substring(at + 1), SPECIAL)
            && (at <= 0 || isPlain(text.substring(0, at), SPECIAL));
    return isPlain && text.length() <= LONGEST ? text : quoted(text);
  }

  private static boolean isPlain(String text, String special) {
    boolean isPlain = !text.isEmpty() && text.length() <= LONGEST;
    for (int i = 0; i < text.length() && isPlain; i++) {
      char c = text.charAt(i);
      isPlain = c > ' ' && c < 127 && special.indexOf(c) < 0;
    }
    return isPlain;
  }

  /// A quoted string.
  public static String quoted(String text) {
    return '"' + within(text, "\"\\") + '"';
  }

  /// A comment.
  public static String comment(String text) {
    return '(' + within(text, "()\\") + ')';
  }

  private static String within(String text, String escaped) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < Math.min(LONGEST, text.length()); i++) {
      char c = text.charAt(i);
      safe.append(escaped.indexOf(c) >= 0 ? "\\" : "").append(c >= ' ' && c < 127 ? c : '?');
    }
    return safe.toString();
  }
}
