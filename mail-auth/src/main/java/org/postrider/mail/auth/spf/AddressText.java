// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;

/// How addresses are written.
final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /// The form for people; of IPv6 that of RFC 5952: lower case, the longest gap left out.
  static String readable(InetAddress address) {
    byte[] octets = address.getAddress();
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    int gap = -1;
    int gapSize = 1; // RFC 5952 §4.2.2: one group alone is written
    int zeros = 0;
    for (int i = 0; i < GROUPS; i++) {
      zeros = group(octets, i) == 0 ? zeros + 1 : 0;
      if (zeros > gapSize) {
        gapSize = zeros;
        gap = i - zeros + 1;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i += gapSize - 1;
        continue;
      }
      text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
      text.append(Integer.toHexString(group(octets, i)));
    }
    return text.toString();
  }

  private static int group(byte[] octets, int index) {
    return (octets[2 * index] & 0xff) << 8 | (octets[2 * index + 1] & 0xff);
  }

  /// The form for names: of IPv6 one digit between dots.
  ///
  /// @rfc 7208 §7.3
  static String dotted(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    StringBuilder digits = new StringBuilder(63);
    for (byte octet : address.getAddress()) {
      digits.append(digits.isEmpty() ? "" : ".").append(Character.forDigit(octet >> 4 & 15, 16));
      digits.append('.').append(Character.forDigit(octet & 15, 16));
    }
    return digits.toString().toUpperCase(Locale.ROOT);
  }
}
