// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text with macros in it, read but not yet expanded. Immutable.
///
/// @rfc 7208 §7.1
record MacroString(List<Piece> pieces) {
  private static final String LETTERS = "slodiphv";
  private static final String LETTERS_OF_EXPLANATIONS = "crt";
  private static final String DELIMITERS = ".-+,/_=";
  private static final int MOST_PARTS = 1_000;

  /// A part of it.
  sealed interface Piece {
    /// Text that stays as it is.
    record Literal(String text) implements Piece {}

    /// A macro.
    ///
    /// @param letter in lower case
    /// @param parts how many of the right-hand parts are wanted
    record Macro(char letter, boolean isEscaped, int parts, boolean isReversed, String delimiters)
        implements Piece {
      /// Whether the value is taken as it stands.
      boolean isWhole() {
        return parts == MOST_PARTS && !isReversed && delimiters.equals(".");
      }
    }
  }

  /// The name that a term asks for; null where the syntax is broken.
  static @Nullable MacroString domainSpec(String text) {
    return endsAsDomain(text) ? parse(text, false) : null;
  }

  /// The value of a modifier that nobody knows; null where the syntax is broken.
  static @Nullable MacroString plain(String text) {
    return parse(text, false);
  }

  /// What a domain says to whom it refuses; null where the syntax is broken.
  static @Nullable MacroString explanation(String text) {
    return parse(text, true);
  }

  /// A macro at the end, or the label of a top-level domain behind a dot.
  private static boolean endsAsDomain(String text) {
    if (text.endsWith("}") || text.endsWith("%%") || text.endsWith("%_") || text.endsWith("%-")) {
      return true; // whether it is a macro is what parsing it will tell
    }
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    int dot = name.lastIndexOf('.');
    return dot >= 0 && isTopLabel(name.substring(dot + 1));
  }

  private static boolean isTopLabel(String label) {
    boolean isNumber = true;
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      boolean isDigit = c >= '0' && c <= '9';
      if (!isDigit && c != '-' && !isLetter(c)) {
        return false;
      }
      isNumber &= isDigit;
    }
    return !isNumber && !label.startsWith("-") && !label.endsWith("-");
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static @Nullable MacroString parse(String text, boolean isExplanation) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '%') {
        if (c > '~' || c < ' ' || (c == ' ' && !isExplanation)) {
          return null;
        }
        literal.append(c);
        continue;
      }
      char kind = at < text.length() ? text.charAt(at++) : ' ';
      switch (kind) {
        case '%' -> literal.append('%');
        case '_' -> literal.append(' ');
        case '-' -> literal.append("%20");
        case '{' -> {
          int end = text.indexOf('}', at);
          Piece macro = end < 0 ? null : macro(text.substring(at, end), isExplanation);
          if (macro == null) {
            return null;
          }
          flush(literal, pieces);
          pieces.add(macro);
          at = end + 1;
        }
        default -> {
          return null;
        }
      }
    }
    flush(literal, pieces);
    return new MacroString(List.copyOf(pieces));
  }

  private static void flush(StringBuilder literal, List<Piece> pieces) {
    if (!literal.isEmpty()) {
      pieces.add(new Piece.Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static @Nullable Piece macro(String text, boolean isExplanation) {
    if (text.isEmpty()) {
      return null;
    }
    char letter = Character.toLowerCase(text.charAt(0));
    if (LETTERS.indexOf(letter) < 0
        && (!isExplanation || LETTERS_OF_EXPLANATIONS.indexOf(letter) < 0)) {
      return null;
    }
    int at = 1;
    int parts = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      parts = Math.min(MOST_PARTS, parts * 10 + text.charAt(at++) - '0');
    }
    if (at == 1) {
      parts = MOST_PARTS;
    } else if (parts == 0) {
      return null;
    }
    boolean isReversed = at < text.length() && (text.charAt(at) | 0x20) == 'r';
    String delimiters = text.substring(isReversed ? at + 1 : at);
    if (delimiters.chars().anyMatch(c -> DELIMITERS.indexOf(c) < 0)) {
      return null;
    }
    boolean isEscaped = letter != text.charAt(0);
    return new Piece.Macro(
        letter, isEscaped, parts, isReversed, delimiters.isEmpty() ? "." : delimiters);
  }
}
