// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.sender;

import java.text.Normalizer;
import java.util.regex.Pattern;

/// SASLprep as a client does it: maps and normalizes. What it prohibits is left for the host to
/// refuse, whom the prohibition protects.
///
/// @rfc 4013 §2
final class Preparation {
  private static final Pattern SPACES =
      Pattern.compile("[\\u00A0\\u1680\\u2000-\\u200B\\u202F\\u205F\\u3000]");
  private static final Pattern NOTHING =
      Pattern.compile(
          "[\\u00AD\\u034F\\u1806\\u180B-\\u180D\\u200C\\u200D\\u2060\\uFE00-\\uFE0F\\uFEFF]");

  private Preparation() {}

  /// A name or a password as both sides compute with it.
  static String prepared(String text) {
    String mapped = NOTHING.matcher(SPACES.matcher(text).replaceAll(" ")).replaceAll("");
    return Normalizer.normalize(mapped, Normalizer.Form.NFKC); // RFC 4013 §2.2
  }
}
