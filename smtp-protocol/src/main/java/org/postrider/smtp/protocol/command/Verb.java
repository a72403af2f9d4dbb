// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.command;

import org.jspecify.annotations.Nullable;

/// The verbs this receiver knows.
///
/// @rfc 5321 §4.1.1
public enum Verb {
  EHLO,
  HELO,
  LHLO,
  MAIL,
  RCPT,
  DATA,
  BDAT,
  RSET,
  NOOP,
  VRFY,
  EXPN,
  HELP,
  QUIT,
  STARTTLS,
  AUTH,
  XCLIENT,
  XFORWARD;

  /// The verb spelt by the octets from `from` up to, not including, `to`, in any case; null for any
  /// other word.
  ///
  /// @rfc 5321 §2.4
  public static @Nullable Verb of(byte[] line, int from, int to) {
    Verb verb =
        switch (to - from) {
          case 4 -> ofFour(letters(line, from));
          case 7 -> XCLIENT;
          case 8 -> (line[from] & 0xdf) == 'X' ? XFORWARD : STARTTLS;
          default -> null;
        };
    return verb != null && verb.isSpeltAt(line, from) ? verb : null;
  }

  private static @Nullable Verb ofFour(int letters) {
    return switch (letters) {
      case 'E' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> EHLO;
      case 'H' << 24 | 'E' << 16 | 'L' << 8 | 'O' -> HELO;
      case 'L' << 24 | 'H' << 16 | 'L' << 8 | 'O' -> LHLO;
      case 'M' << 24 | 'A' << 16 | 'I' << 8 | 'L' -> MAIL;
      case 'R' << 24 | 'C' << 16 | 'P' << 8 | 'T' -> RCPT;
      case 'D' << 24 | 'A' << 16 | 'T' << 8 | 'A' -> DATA;
      case 'B' << 24 | 'D' << 16 | 'A' << 8 | 'T' -> BDAT;
      case 'R' << 24 | 'S' << 16 | 'E' << 8 | 'T' -> RSET;
      case 'N' << 24 | 'O' << 16 | 'O' << 8 | 'P' -> NOOP;
      case 'V' << 24 | 'R' << 16 | 'F' << 8 | 'Y' -> VRFY;
      case 'E' << 24 | 'X' << 16 | 'P' << 8 | 'N' -> EXPN;
      case 'H' << 24 | 'E' << 16 | 'L' << 8 | 'P' -> HELP;
      case 'Q' << 24 | 'U' << 16 | 'I' << 8 | 'T' -> QUIT;
      case 'A' << 24 | 'U' << 16 | 'T' << 8 | 'H' -> AUTH;
      default -> null;
    };
  }

  /// Four octets with the bit cleared that tells lower case from upper.
  private static int letters(byte[] line, int from) {
    return (line[from] & 0xdf) << 24
        | (line[from + 1] & 0xdf) << 16
        | (line[from + 2] & 0xdf) << 8
        | (line[from + 3] & 0xdf);
  }

  private boolean isSpeltAt(byte[] line, int from) {
    String name = name();
    for (int i = 0; i < name.length(); i++) {
      int c = line[from + i];
      if (c != name.charAt(i) && c != name.charAt(i) + ('a' - 'A')) {
        return false;
      }
    }
    return true;
  }
}
