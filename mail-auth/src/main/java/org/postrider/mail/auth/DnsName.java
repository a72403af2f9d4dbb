// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Domain;

/// The spelling of names that are looked up and compared.
///
/// @rfc 1035 §2.3.4
/// @rfc 8616 §3
public final class DnsName {
  /// Characters of the longest name, without the trailing dot.
  public static final int MOST = 253;

  private static final int LABEL = 63;

  private DnsName() {}

  /// The name in lower case and A-labels without a trailing dot; null for what can't be asked for:
  /// an empty label or one of more than 63 octets, more than 253 octets in all, or characters that
  /// are neither letters of a host name nor other printable ASCII.
  public static @Nullable String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~') {
        return ofUnicode(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
      }
    }
    return ofAscii(text);
  }

  /// The same, and null for what is more than ASCII.
  public static @Nullable String ofAscii(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    int label = 0;
    boolean isLower = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      isLower &= c < 'A' || c > 'Z';
      boolean isBad = c == '.' ? label == 0 : c < ' ' || c > '~' || label == LABEL;
      if (isBad) {
        return null;
      }
      label = c == '.' ? 0 : label + 1;
    }
    if (label == 0 || name.length() > MOST) {
      return null;
    }
    return isLower ? name : name.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String ofUnicode(String name) {
    try {
      return new Domain.Name(name).key();
    } catch (IllegalArgumentException _) {
      return null; // neither a host name nor anything else that DNS holds
    }
  }

  /// Whether `name` is `ancestor` or stands below it; both as [#of] gives them.
  public static boolean isWithin(String name, String ancestor) {
    int above = name.length() - ancestor.length();
    return name.endsWith(ancestor) && (above == 0 || (above > 0 && name.charAt(above - 1) == '.'));
  }
}
