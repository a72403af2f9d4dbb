// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A published record, understood whole. Immutable.
///
/// @param redirect where to go on when nothing fits, or null
/// @param explanation where the text for whom it refuses is, or null
///
/// @rfc 7208 §4.6
record SpfRecord(
    List<Directive> directives, @Nullable MacroString redirect, @Nullable MacroString explanation) {

  /// A mechanism and what follows where it fits.
  ///
  /// @param text as it is published
  record Directive(SpfResult result, Mechanism mechanism, String text) {}

  /// Whether it is a record of ours at all.
  ///
  /// @rfc 7208 §4.5
  static boolean isMeant(String text) {
    String version = SpfParser.VERSION;
    return text.regionMatches(true, 0, version, 0, version.length())
        && (text.length() == version.length() || text.charAt(version.length()) == ' ');
  }
}
