// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.scanning.Treatment;

/// What is done for each of rspamd's actions. Immutable.
///
/// Setting: `actions`, what is to be other than usual, such as `"add header hold"`; a site's own
/// actions have to be among them.
record Actions(Map<String, Treatment> treatments) {
  private static final String KEY = "actions";
  private static final Set<Treatment> ALL = EnumSet.allOf(Treatment.class);

  /// A message is greylisted by rspamd itself, which then says `soft reject`: `greylist` means that
  /// it would do so if it had where to remember it, and nothing would ever let the message through.
  private static final Map<String, Treatment> USUAL =
      Map.of(
          "no action", Treatment.PASS,
          "greylist", Treatment.PASS,
          "add header", Treatment.MARK,
          "rewrite subject", Treatment.MARK,
          "soft reject", Treatment.DEFER,
          "quarantine", Treatment.HOLD,
          "discard", Treatment.DISCARD,
          "reject", Treatment.REFUSE);

  static Actions read(Settings settings) {
    Map<String, Treatment> treatments = new HashMap<>(USUAL);
    for (String text : settings.texts(KEY, List.of())) {
      int blank = text.lastIndexOf(' ');
      String word = text.substring(blank + 1);
      Treatment treatment =
          ALL.stream()
              .filter(each -> blank > 0 && each.word().equals(word))
              .findFirst()
              .orElseThrow(() -> settings.wrong(KEY, wrong(text)));
      treatments.put(text.substring(0, blank).strip(), treatment);
    }
    return new Actions(Map.copyOf(treatments));
  }

  private static String wrong(String text) {
    return "\"%s\" is not an action of rspamd's, a blank and one of %s"
        .formatted(text, Treatment.words(ALL));
  }

  /// Throws for an action that nobody has said anything about.
  Treatment treatment(String action) throws IOException {
    Treatment treatment = treatments.get(action);
    if (treatment == null) {
      throw new IOException("rspamd's action \"" + action + "\" is not among `actions`");
    }
    return treatment;
  }
}
