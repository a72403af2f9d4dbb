// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// What a domain may look like. A fault is a sentence for the peer, null where there is none.
///
/// @rfc 5321 §4.1.2
final class DomainSyntax {
  /// Octets of a domain, RFC 5321 §4.5.3.1.2.
  static final int DOMAIN_OCTETS = 255;

  /// Octets of one label, RFC 1035 §2.3.4.
  static final int LABEL_OCTETS = 63;

  static final String TAG_6 = "IPv6:";

  private DomainSyntax() {}

  static @Nullable String fault(String text) {
    if (text.isEmpty() || text.charAt(0) != '[') {
      return nameFault(text);
    }
    if (!isBracketed(text)) {
      return "the address literal has no end";
    }
    if (isTagged6(text)) {
      return Literals.ipv6(text, 1 + TAG_6.length(), text.length() - 1) == null
          ? "this is no IPv6 address"
          : null;
    }
    return Literals.ipv4(text, 1, text.length() - 1) == null ? generalFault(text) : null;
  }

  /// The value of a text that has no [#fault].
  static Domain make(String text) {
    if (text.charAt(0) != '[') {
      return new Domain.Name(text);
    }
    if (isTagged6(text)) {
      return new Domain.Literal6(text);
    }
    return Literals.ipv4(text, 1, text.length() - 1) == null
        ? new Domain.General(text)
        : new Domain.Literal4(text);
  }

  static @Nullable String nameFault(String text) {
    if (text.isEmpty()) {
      return "the domain is empty";
    }
    if (text.length() > DOMAIN_OCTETS) {
      return "the domain is longer than 255 octets"; // RFC 5321 §4.5.3.1.2
    }
    int label = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        String fault = labelFault(text, label, i);
        if (fault != null) {
          return fault;
        }
        label = i + 1;
      } else if (c >= 128) {
        return Idn.fault(text);
      } else if (!Ascii.isLetterOrDigit(c) && c != '-') {
        return "the domain has a character that no host name has"; // RFC 5321 §4.1.2
      }
    }
    return null;
  }

  static @Nullable String labelFault(String text, int from, int to) {
    if (from == to) {
      return "the domain has an empty label";
    }
    if (to - from > LABEL_OCTETS) {
      return "a label of the domain is longer than 63 octets";
    }
    if (text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
      return "a label of the domain begins or ends with a hyphen";
    }
    return null;
  }

  static @Nullable String generalFault(String text) {
    if (!isBracketed(text) || text.length() > DOMAIN_OCTETS) {
      return "this is no address literal";
    }
    int colon = text.indexOf(':');
    if (colon < 2
        || colon == text.length() - 2
        || text.charAt(colon - 1) == '-'
        || isTagged6(text)) {
      return "this is no address literal";
    }
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      boolean fits =
          i < colon
              ? Ascii.isLetterOrDigit(c) || c == '-'
              : c > ' ' && c < 127 && c != '[' && c != '\\' && c != ']';
      if (!fits) {
        return "this is no address literal";
      }
    }
    return null;
  }

  static boolean isBracketed(String text) {
    return text.length() > 2 && text.charAt(0) == '[' && text.charAt(text.length() - 1) == ']';
  }

  static boolean isTagged6(String text) {
    return text.regionMatches(true, 1, TAG_6, 0, TAG_6.length());
  }

  static void require(@Nullable String fault, String text) {
    if (fault != null) {
      throw new IllegalArgumentException(fault + ": " + text);
    }
  }

  /// The address that a checked literal was found to have.
  static byte[] present(byte @Nullable [] address) {
    if (address == null) {
      throw new IllegalStateException("an address literal was changed after it was checked");
    }
    return address;
  }

  static InetAddress inet(byte @Nullable [] address) {
    try {
      return InetAddress.getByAddress(present(address));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("4 or 16 octets are always an address", impossible);
    }
  }
}
