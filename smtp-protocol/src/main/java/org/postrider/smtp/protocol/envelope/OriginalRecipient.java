// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name by which a sender knows a recipient: what ORCPT says, a type of addresses and one of
/// them. Immutable.
///
/// @param text the value of the parameter as it was sent
/// @rfc 3461 §4.2
/// @rfc 6533 §3
public record OriginalRecipient(String text) {
  /// Characters of the longest one.
  ///
  /// @rfc 3461 §5.4
  public static final int MOST = 500;

  private static final String UTF8 = "utf-8";
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$%&'*/?^_`{|}~-]+");
  private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-F]{2,6})}");

  /// Throws `IllegalArgumentException` for what [#parse] does not take.
  public OriginalRecipient {
    if (!isValid(text)) {
      throw new IllegalArgumentException("no original recipient: " + text);
    }
  }

  /// Reads the value of the parameter; null for what is none.
  public static @Nullable OriginalRecipient parse(String value) {
    return isValid(value) ? new OriginalRecipient(value) : null;
  }

  private static boolean isValid(String value) {
    int semicolon = value.indexOf(';');
    if (semicolon < 1 || semicolon == value.length() - 1 || value.length() > MOST) {
      return false;
    }
    String type = value.substring(0, semicolon);
    String address = value.substring(semicolon + 1);
    return TYPE.matcher(type).matches()
        && (type.equalsIgnoreCase(UTF8) ? decodeUtf8(address) : Xtext.decode(address)) != null;
  }

  /// Whether it can be sent without SMTPUTF8 as it is.
  public boolean isAscii() {
    return text.chars().allMatch(c -> c < 128);
  }

  /// The value of the parameter for a host that knows no SMTPUTF8.
  ///
  /// @rfc 6533 §3
  public String asciiText() {
    StringBuilder ascii = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c < 128) {
            ascii.appendCodePoint(c);
          } else {
            ascii.append("\\x{").append("%02X".formatted(c)).append('}');
          }
        });
    return ascii.toString();
  }

  /// Type and address for a field of a notification, where UTF-8 may stand or not.
  ///
  /// @rfc 3464 §2.3.1
  public String field(boolean utf8) {
    int semicolon = text.indexOf(';');
    String type = text.substring(0, semicolon).toLowerCase(Locale.ROOT);
    String address = text.substring(semicolon + 1);
    if (!type.equals(UTF8)) {
      return type + "; " + Xtext.decode(address);
    }
    return type + "; " + (utf8 ? decodeUtf8(address) : asciiText().substring(semicolon + 1));
  }

  /// What `\x{…}` stands for put in; null where this is no such text, or hides a control character.
  private static @Nullable String decodeUtf8(String address) {
    Matcher embedded = EMBEDDED.matcher(address);
    StringBuilder plain = new StringBuilder(address.length());
    int at = 0;
    while (embedded.find()) {
      int point = Integer.parseInt(embedded.group(1), 16);
      if (!Character.isValidCodePoint(point) || Character.getType(point) == Character.SURROGATE) {
        return null;
      }
      plain.append(address, at, embedded.start()).appendCodePoint(point);
      at = embedded.end();
    }
    String rest = address.substring(at);
    boolean isPlain = plain.append(rest).chars().noneMatch(Character::isISOControl);
    boolean isSent = EMBEDDED.matcher(address).replaceAll("").chars().allMatch(c -> isSent(c));
    return isPlain && isSent ? plain.toString() : null;
  }

  /// Whether a character may stand for itself.
  private static boolean isSent(int c) {
    return c > ' ' && c != '\\' && c != '+' && c != '=';
  }
}
