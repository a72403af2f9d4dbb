// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Internationalised names: which labels are allowed and what their A-labels are.
///
/// A label is put in lower case and in Unicode normal form C, then encoded. `java.net.IDN` is no
/// help: it follows IDNA 2003, for which `faß.de` is `fass.de`, another domain. What IDNA 2008
/// disallows is refused as far as the character's general category and stability under
/// compatibility normalisation tell; the contextual rules (RFC 5892 appendix A) and the bidi rule
/// (RFC 5893) are left to the registries, which must not delegate what breaks them.
///
/// @rfc 5891 §4.2
/// @rfc 6531 §3.3
final class Idn {
  private static final String PREFIX = "xn--";

  /// Middle dot, keraia, geresh, gershayim, joiners, katakana middle dot: allowed in context by RFC
  /// 5892 §2.6 though they are no letters.
  private static final String CONTEXTUAL = "\u00b7\u0375\u05f3\u05f4\u200c\u200d\u30fb";

  private Idn() {}

  /// The name with A-labels, in lower case.
  static String toAscii(String name) {
    StringBuilder ascii = new StringBuilder(name.length() + 16);
    int from = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        ascii.append(label(name.substring(from, i)));
        ascii.append(i == name.length() ? "" : ".");
        from = i + 1;
      }
    }
    return ascii.toString();
  }

  private static String label(String label) {
    String folded = fold(label);
    return Ascii.is(folded) ? folded : PREFIX + Punycode.encode(folded);
  }

  private static String fold(String label) {
    return Normalizer.normalize(label.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /// Why a name with labels outside ASCII is none; null where it is one.
  static @Nullable String fault(String name) {
    int octets = 0;
    int from = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        String label = name.substring(from, i);
        String fault = labelFault(label);
        if (fault != null) {
          return fault;
        }
        String ascii = label(label);
        octets += ascii.length() + 1;
        fault = DomainSyntax.labelFault(ascii, 0, ascii.length());
        if (fault != null) {
          return fault;
        }
        from = i + 1;
      }
    }
    return octets - 1 > DomainSyntax.DOMAIN_OCTETS ? "the domain is longer than 255 octets" : null;
  }

  private static @Nullable String labelFault(String label) {
    if (label.isEmpty()) {
      return "the domain has an empty label";
    }
    String folded = fold(label);
    boolean ascii = Ascii.is(folded);
    if (folded.startsWith("-") || folded.endsWith("-")) {
      return "a label of the domain begins or ends with a hyphen"; // RFC 5891 §4.2.3.1
    }
    if (!ascii && folded.startsWith("--", 2)) {
      return "the domain has a label with hyphens in third and fourth place"; // RFC 5891 §4.2.3.1
    }
    if (!ascii && !Normalizer.isNormalized(folded, Normalizer.Form.NFKC)) {
      return "the domain has a character that no host name has"; // RFC 5892 §2.2
    }
    int first = folded.codePointAt(0);
    if (isMark(Character.getType(first))) {
      return "a label of the domain begins with a combining mark"; // RFC 5891 §4.2.3.2
    }
    boolean fits = folded.codePoints().allMatch(Idn::isAllowed);
    return fits ? null : "the domain has a character that no host name has";
  }

  private static boolean isAllowed(int c) {
    if (c < 128) {
      return Ascii.isLetterOrDigit(c) || c == '-';
    }
    int type = Character.getType(c);
    return type == Character.LOWERCASE_LETTER
        || type == Character.OTHER_LETTER
        || type == Character.MODIFIER_LETTER
        || type == Character.DECIMAL_DIGIT_NUMBER
        || isMark(type)
        || CONTEXTUAL.indexOf(c) >= 0;
  }

  private static boolean isMark(int type) {
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
