// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

/// The words of a line, from left to right. For one thread.
final class Words {
  private String left;

  private Words(String line) {
    left = line.strip();
  }

  static Words of(String line) {
    return new Words(line);
  }

  /// The next word, or `""`.
  String next() {
    return take(blank(0));
  }

  /// The next word; one that begins with a slash goes on to the slash that a blank or the end
  /// follows, so that it may have blanks in it.
  String pattern() {
    if (!left.startsWith("/")) {
      return next();
    }
    int end = left.indexOf("/ ", 1);
    if (end < 0 && !left.endsWith("/")) {
      throw new IllegalArgumentException("a pattern that begins with / ends with /");
    }
    return take(end < 0 ? left.length() : end + 1);
  }

  /// All that is left.
  String rest() {
    return take(left.length());
  }

  private int blank(int from) {
    int blank = left.indexOf(' ', from);
    return blank < 0 ? left.length() : blank;
  }

  private String take(int end) {
    String word = left.substring(0, end);
    left = left.substring(end).strip();
    return word;
  }
}
