// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.postrider.smtp.protocol.message.HeaderField;

/// How much of a message may change on its way before its hash does.
///
/// @rfc 6376 §3.4
public enum Canonicalization {
  /// Next to nothing.
  SIMPLE,
  /// White space, and the case of field names.
  RELAXED;

  /// The word for tags.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The canonical form of a field, with its line end.
  ///
  /// @rfc 6376 §3.4.1
  /// @rfc 6376 §3.4.2
  void field(HeaderField field, Octets out) {
    byte[] octets = field.octets();
    if (this == RELAXED) {
      relaxed(field, out);
      return;
    }
    out.put(octets, 0, octets.length);
    if (octets.length < 2 || octets[octets.length - 1] != '\n') {
      out.putLineEnd();
    }
  }

  private static void relaxed(HeaderField field, Octets out) {
    byte[] name = field.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    out.put(name, 0, name.length);
    out.put(':');
    byte[] octets = field.octets();
    int at = name.length;
    while (at < octets.length && octets[at] != ':') {
      at++;
    }
    boolean isBegun = false;
    boolean hasBlank = false;
    int from = ++at;
    while (from < octets.length) {
      while (at < octets.length && !isBlankOrFold(octets, at)) {
        at++;
      }
      if (at > from) {
        if (hasBlank && isBegun) {
          out.put(' ');
        }
        out.put(octets, from, at);
        isBegun = true;
        hasBlank = false;
      }
      if (at < octets.length) {
        hasBlank |= octets[at] != '\r';
        at += octets[at] == '\r' ? 2 : 1;
      }
      from = at;
    }
    out.putLineEnd();
  }

  private static boolean isBlankOrFold(byte[] octets, int at) {
    byte octet = octets[at];
    return octet <= ' '
        && (octet == ' '
            || octet == '\t'
            || (octet == '\r' && at + 1 < octets.length && octets[at + 1] == '\n'));
  }
}
