// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// The left-hand side of a mailbox. `value` is the meaning, without quotes or quoting backslashes:
/// `"ab"@x` and `ab@x` share one. Compared exactly: only the final host may fold case. Immutable.
///
/// @rfc 5321 §4.1.2
/// @rfc 6531 §3.3
public record LocalPart(String value) {
  /// Octets of a local part, RFC 5321 §4.5.3.1.1.
  static final int OCTETS = 64;

  /// Throws `IllegalArgumentException` for what no local part can hold: control characters, or more
  /// than 64 octets.
  public LocalPart {
    String fault = fault(value);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /// Why the value is none, as a sentence; null where it is one.
  static @Nullable String fault(String value) {
    int octets = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // RFC 5321 §4.1.2 for ASCII; RFC 5198 §2 keeps the C1 controls out of text as well
      if (c < ' ' || (c >= 127 && c < 160)) {
        return "the local part has a control character";
      }
      if (Character.isHighSurrogate(c) && i + 1 < value.length()) {
        c = value.charAt(++i);
        octets += 2;
        if (!Character.isLowSurrogate(c)) {
          return "the local part is no Unicode text";
        }
      } else if (Character.isSurrogate(c) || c == '\ufffd') {
        return "the local part is no Unicode text";
      }
      octets += c < 0x80 ? 1 : c < 0x800 || Character.isLowSurrogate(c) ? 2 : 3;
    }
    return octets > OCTETS ? "the local part is longer than 64 octets" : null;
  }

  /// Whether it is the name that every host must have (RFC 5321 §4.5.1), in any case.
  public boolean isPostmaster() {
    return value.equalsIgnoreCase("postmaster");
  }

  /// Whether it could be read as an address by itself: `user%host`, `host!user`, or `"user@host"`,
  /// also in the wide forms that a careless host folds to these.
  public boolean namesAnotherHop() {
    String folded = Ascii.is(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFKC);
    return folded.chars().anyMatch(c -> c == '%' || c == '!' || c == '@');
  }

  /// The form for the wire, quoted only where it must be (RFC 5321 §4.1.2).
  @Override
  public String toString() {
    if (isDotString()) {
      return value;
    }
    StringBuilder quoted = new StringBuilder(value.length() + 4).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private boolean isDotString() {
    char before = '.';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '.' ? before == '.' : !Ascii.isAtext(c)) {
        return false;
      }
      before = c;
    }
    return before != '.';
  }
}
