// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.postrider.mail.auth.DnsName;
import org.postrider.mail.auth.spf.MacroString.Piece;

/// Puts values in the place of macros. For one check and one thread.
///
/// @rfc 7208 §7.3
record Expansion(SpfRequest request, ClientNames names) {

  /// Text with the values in it, for a record of `domain`.
  String expand(MacroString text, String domain) {
    StringBuilder expanded = new StringBuilder();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Piece.Literal(String literal) -> expanded.append(literal);
        case Piece.Macro macro -> {
          String value = value(macro.letter(), domain);
          value = macro.isWhole() ? value : transformed(value, macro);
          expanded.append(macro.isEscaped() ? escaped(value) : value);
        }
      }
    }
    return expanded.toString();
  }

  /// The name to ask for; of one that is too long the labels at the right.
  String name(MacroString text, String domain) {
    String name = expand(text, domain);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    while (name.length() > DnsName.MOST) {
      int dot = name.indexOf('.', Math.max(0, name.length() - DnsName.MOST - 1));
      if (dot < 0) {
        return name; // one label of that length: no name at all
      }
      name = name.substring(dot + 1);
    }
    return name;
  }

  private String value(char letter, String domain) {
    return switch (letter) {
      case 's' -> request.localPart() + '@' + senderDomain();
      case 'l' -> request.localPart();
      case 'o' -> senderDomain();
      case 'd' -> domain;
      case 'i' -> AddressText.dotted(request.client());
      case 'p' -> names.best(domain);
      case 'h' -> request.helo();
      case 'v' -> request.client() instanceof Inet4Address ? "in-addr" : "ip6";
      case 'c' -> AddressText.readable(request.client());
      case 'r' -> request.receiver().isEmpty() ? "unknown" : request.receiver();
      default -> Long.toString(request.moment().getEpochSecond()); // t
    };
  }

  /// In A-labels, RFC 8616 §4.
  private String senderDomain() {
    String domain = request.domain();
    String aLabels = domain.chars().anyMatch(c -> c > '~') ? DnsName.of(domain) : null;
    return aLabels == null ? domain : aLabels;
  }

  private static String transformed(String value, Piece.Macro macro) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      if (macro.delimiters().indexOf(value.charAt(i)) >= 0) {
        parts.add(value.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(value.substring(from));
    if (macro.isReversed()) {
      Collections.reverse(parts);
    }
    return String.join(".", parts.subList(Math.max(0, parts.size() - macro.parts()), parts.size()));
  }

  /// All but the unreserved characters by their octets.
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean isUnreserved =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      if (isUnreserved) {
        escaped.append(c);
      } else {
        escaped.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        escaped.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return escaped.toString();
  }
}
