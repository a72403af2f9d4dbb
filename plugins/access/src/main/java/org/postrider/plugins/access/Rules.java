// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.plugins.api.Settings;

/// The rules in their order; the first that fits decides. A rule that looks at what the client has
/// not said yet stops the walk, which begins anew at the next stage: so a client that is denied by
/// its address is turned away when it connects, unless a rule above looks at recipients. Immutable.
///
/// Settings: `rules`, see [RuleReader]; `file`, where more of them stand, which come after.
record Rules(List<Rule> all) {
  private static final String RULES = "rules";
  private static final String FILE = "file";
  private static final int MOST = 100_000;

  /// Copies the list.
  Rules {
    all = List.copyOf(all);
  }

  /// What the rules say.
  sealed interface Decision {
    /// A rule fits; it is unsure where DNS could not say whether it or one above it does.
    record Fits(Rule rule, boolean isUnsure) implements Decision {}

    /// None fits.
    record None() implements Decision {}

    /// It depends on what the client has not said yet.
    record Later() implements Decision {}
  }

  /// Throws a [org.postrider.plugins.api.SettingsException] that names the rule, and for one in the
  /// file also its line.
  static Rules read(Settings settings) {
    List<Rule> rules = new ArrayList<>();
    for (String line : settings.texts(RULES, List.of())) {
      rules.add(read(settings, RULES, line, ""));
    }
    if (!settings.text(FILE, "").isEmpty()) {
      readFile(settings, settings.path(FILE, Path.of("")), rules);
    }
    if (rules.size() > MOST) {
      throw settings.wrong(RULES, "has more than " + MOST + " rules");
    }
    return new Rules(rules);
  }

  private static void readFile(Settings settings, Path file, List<Rule> rules) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw settings.wrong(FILE, file + " cannot be read as UTF-8: " + e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        rules.add(read(settings, FILE, line, file + ":" + (i + 1) + ": "));
      }
    }
  }

  private static Rule read(Settings settings, String key, String line, String place) {
    try {
      return RuleReader.read(line);
    } catch (IllegalArgumentException e) {
      throw settings.wrong(key, place + "\"" + line + "\" " + e.getMessage());
    }
  }

  Decision decide(Facts facts) {
    boolean unsure = false;
    for (Rule rule : all) {
      boolean isAllowed = rule.effect() == Rule.Effect.ALLOW;
      switch (rule.condition().of(facts)) {
        case YES -> {
          return new Decision.Fits(rule, unsure);
        }
        case TROUBLE -> {
          if (!isAllowed) {
            return new Decision.Fits(rule, true);
          }
          unsure = true;
        }
        case PERHAPS -> unsure |= isAllowed;
        case LATER -> {
          return new Decision.Later();
        }
        case NO -> {}
      }
    }
    return new Decision.None();
  }
}
