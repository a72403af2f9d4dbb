// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.clamd;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.scanning.Treatment;

/// Which signature leads to which treatment. Immutable.
///
/// Settings: `infected`, the usual treatment; `signatures`, exceptions from it such as `"PUA.*
/// mark"`, of which the first that fits holds.
record Signatures(List<Rule> rules, Treatment infected) {
  private static final String KEY = "signatures";
  private static final Set<Treatment> ALL = EnumSet.allOf(Treatment.class);

  /// A name, or how names begin.
  private record Rule(String name, boolean isBeginning, Treatment treatment) {
    boolean fits(String signature) {
      return isBeginning ? signature.startsWith(name) : signature.equals(name);
    }
  }

  static Signatures read(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    for (String text : settings.texts(KEY, List.of())) {
      rules.add(rule(settings, text));
    }
    return new Signatures(
        List.copyOf(rules), Treatment.read(settings, "infected", Treatment.REFUSE, ALL));
  }

  private static Rule rule(Settings settings, String text) {
    int blank = text.indexOf(' ');
    String name = blank < 0 ? text : text.substring(0, blank);
    String word = text.substring(blank + 1).strip();
    boolean isBeginning = name.endsWith("*");
    for (Treatment treatment : ALL) {
      if (blank > 0 && treatment.word().equals(word)) {
        String plain = isBeginning ? name.substring(0, name.length() - 1) : name;
        return new Rule(plain, isBeginning, treatment);
      }
    }
    throw settings.wrong(
        KEY,
        "\"%s\" is not a signature's name, or its beginning and *, then a blank and one of %s"
            .formatted(text, Treatment.words(ALL)));
  }

  Treatment treatment(String signature) {
    for (Rule rule : rules) {
      if (rule.fits(signature)) {
        return rule.treatment;
      }
    }
    return infected;
  }
}
