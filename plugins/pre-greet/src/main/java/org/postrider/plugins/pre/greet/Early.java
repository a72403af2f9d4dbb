// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.pre.greet;

import java.util.Locale;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.Verdict;

/// What becomes of a client that talks too early.
enum Early {
  /// Refused for good.
  REFUSE,
  /// Refused for now.
  DEFER,
  /// Greeted all the same; its messages get a header field.
  MARK;

  private static final String WHY = "You spoke before you were greeted";

  static Early read(Settings settings) {
    String text = settings.text("early", "refuse");
    for (Early each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw settings.wrong("early", "has to be one of refuse, defer, mark");
  }

  Verdict verdict() {
    return switch (this) {
      case REFUSE -> Verdict.refuse("5.5.0", WHY);
      case DEFER -> Verdict.later("4.5.0", WHY);
      case MARK -> Verdict.pass();
    };
  }
}
