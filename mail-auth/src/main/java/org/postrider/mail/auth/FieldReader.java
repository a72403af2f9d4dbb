// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

/// Reads the value of a structured field from left to right: words, quoted strings, and comments
/// and folds between them. Each method leaves its place behind what it has read. For one value and
/// one thread.
///
/// @rfc 5322 §3.2
public final class FieldReader {
  private static final String SPACE = " \t\r\n";

  private final String text;
  private int at;
  private boolean isBroken;

  /// From the start of a value.
  public FieldReader(String text) {
    this.text = text;
  }

  /// Whether something was not as it has to be: a comment or quoted string without its end.
  public boolean isBroken() {
    return isBroken;
  }

  /// Whether nothing is left but white space and comments.
  public boolean isAtEnd() {
    skip();
    return at == text.length();
  }

  /// Reads over white space and comments, however deep.
  public void skip() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(') {
        depth++;
      } else if (depth == 0 && SPACE.indexOf(c) < 0) {
        return;
      } else if (c == ')') {
        depth--;
      } else if (c == '\\') {
        at++;
      }
      at++;
    }
    at = Math.min(at, text.length());
    isBroken |= depth > 0;
  }

  /// Reads `c`, and what is between it and the last; tells whether it was there.
  public boolean take(char c) {
    skip();
    boolean isThere = at < text.length() && text.charAt(at) == c;
    at += isThere ? 1 : 0;
    return isThere;
  }

  /// Reads a word up to white space, a comment or one of `ends`; or a quoted string, of which it
  /// gives what is within. `""` where there is none.
  public String word(String ends) {
    skip();
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int from = at;
    while (at < text.length() && !isEnd(text.charAt(at), ends)) {
      at++;
    }
    return text.substring(from, at);
  }

  /// All that is left, as it stands.
  public String rest() {
    String rest = text.substring(Math.min(at, text.length()));
    at = text.length();
    return rest;
  }

  private static boolean isEnd(char c, String ends) {
    return c == '(' || c == '"' || SPACE.indexOf(c) >= 0 || ends.indexOf(c) >= 0;
  }

  private String quoted() {
    StringBuilder within = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return within.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        c = text.charAt(++at);
      }
      if (c != '\r' && c != '\n') {
        within.append(c);
      }
    }
    isBroken = true;
    return within.toString();
  }
}
