// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.postrider.smtp.protocol.reply.Reply;

/// Phrases of which one must stand in a text: between `|`, in letters of either case, each part at
/// the beginning of a word; `*` between parts leaves room for up to [#GAP] characters. No text,
/// however made, takes long to look through.
record Phrases(List<Phrase> any) {
  /// Characters that `*` stands for at most.
  static final int GAP = 40;

  /// Characters of a reply that are looked at.
  static final int MOST_TEXT = 1_000;

  /// Parts of one phrase.
  private static final int MOST_PARTS = 4;

  /// Copies the list.
  Phrases {
    any = List.copyOf(any);
  }

  /// From their text; throws `IllegalArgumentException` where one says nothing.
  static Phrases of(String text) {
    return new Phrases(Arrays.stream(plain(text).split("\\|", -1)).map(Phrase::of).toList());
  }

  /// The text of a reply as it is looked at.
  static String text(Reply reply) {
    String text = plain(String.join(" ", reply.lines()));
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  /// Whether one of them is there.
  boolean areIn(String text) {
    return any.stream().anyMatch(each -> each.isIn(text, 0, 0, text.length()));
  }

  /// One of them.
  record Phrase(List<String> parts) {
    static Phrase of(String text) {
      List<String> parts = Arrays.stream(text.split("\\*", -1)).map(String::strip).toList();
      if (parts.stream().anyMatch(String::isEmpty) || parts.size() > MOST_PARTS) {
        throw new IllegalArgumentException(
            "\""
                + text.strip()
                + "\" is no phrase; write words, and at most "
                + (MOST_PARTS - 1)
                + " * between them");
      }
      return new Phrase(parts);
    }

    /// Whether the parts from `index` on are there, the first of them between `from` and `last`.
    private boolean isIn(String text, int index, int from, int last) {
      if (index == parts.size()) {
        return true;
      }
      String part = parts.get(index);
      for (int at = text.indexOf(part, from); at >= 0; at = text.indexOf(part, at + 1)) {
        int end = at + part.length();
        if (at > last) {
          return false;
        }
        if (isWord(text, at) && isIn(text, index + 1, end, end + GAP)) {
          return true;
        }
      }
      return false;
    }

    /// Whether a word, or what is none, begins there.
    private static boolean isWord(String text, int at) {
      return at == 0
          || !Character.isLetterOrDigit(text.charAt(at))
          || !Character.isLetterOrDigit(text.charAt(at - 1));
    }
  }
}
