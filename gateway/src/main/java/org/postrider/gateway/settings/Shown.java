// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.tomlj.Toml;

/// Words for people: how a value is quoted, and which known word a mistyped one was meant to be.
final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  /// A text as it would stand between TOML's quotation marks, cut where it is very long.
  static String escaped(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return Toml.tomlEscape(cut).toString();
  }

  /// The known word that is nearest to `word`, where one is near.
  static Optional<String> nearest(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
    int far = Math.max(1, Math.min(3, lower.length() / 3));
    return known.stream()
        .filter(k -> distance(lower, k) <= far)
        .min(Comparator.<String>comparingInt(k -> distance(lower, k)).thenComparing(k -> k));
  }

  /// How many letters must be put in, taken out, changed or swapped with the next.
  static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      before = last;
      last = row;
    }
    return last[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
