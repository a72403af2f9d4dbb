// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.address;

import org.jspecify.annotations.Nullable;

/// IP addresses as RFC 5321 §4.1.3 spells them, which is stricter than what the JDK reads.
final class Literals {
  private static final int GROUPS = 8;

  private Literals() {}

  /// Four octets, or null for anything but four decimal numbers up to 255 of one to three digits.
  static byte @Nullable [] ipv4(String text, int from, int to) {
    byte[] octets = new byte[4];
    int at = from;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int start = at;
      while (at < to && at - start < 3 && Ascii.isDigit(text.charAt(at))) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      boolean ends = part == 3 ? at == to : at < to && text.charAt(at) == '.';
      if (at == start || value > 255 || !ends) {
        return null;
      }
      octets[part] = (byte) value;
      at++;
    }
    return octets;
  }

  /// Sixteen octets, or null for anything but one of the four forms of `IPv6-addr`.
  static byte @Nullable [] ipv6(String text, int from, int to) {
    int gap = text.indexOf("::", from);
    if (gap < 0 || gap + 2 > to) {
      byte[] octets = new byte[16];
      return groups(text, from, to, octets, true) == GROUPS ? octets : null;
    }
    byte[] head = new byte[16];
    byte[] tail = new byte[16];
    int before = gap == from ? 0 : groups(text, from, gap, head, false);
    int after = gap + 2 == to ? 0 : groups(text, gap + 2, to, tail, true);
    // RFC 5321 §4.1.3: the gap stands for at least two groups
    if (before < 0 || after < 0 || before + after > GROUPS - 2) {
      return null;
    }
    System.arraycopy(tail, 0, head, 16 - 2 * after, 2 * after);
    return head;
  }

  /// Reads groups with single colons between them; gives how many, or -1. The last may be an IPv4
  /// address, which counts as two, where `mayEndIn4`.
  private static int groups(String text, int from, int to, byte[] octets, boolean mayEndIn4) {
    int count = 0;
    int at = from;
    while (count < GROUPS) {
      int end = text.indexOf(':', at);
      end = end < 0 || end > to ? to : end;
      if (mayEndIn4 && end == to && text.substring(at, to).indexOf('.') > 0) {
        byte[] last = count <= GROUPS - 2 ? ipv4(text, at, to) : null;
        if (last == null) {
          return -1;
        }
        System.arraycopy(last, 0, octets, 2 * count, 4);
        return count + 2;
      }
      int value = hex(text, at, end);
      if (value < 0) {
        return -1;
      }
      octets[2 * count] = (byte) (value >> 8);
      octets[2 * count + 1] = (byte) value;
      count++;
      if (end == to) {
        return count;
      }
      at = end + 1;
    }
    return -1;
  }

  private static int hex(String text, int from, int to) {
    if (to - from < 1 || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /// All eight groups in lower case without leading zeros: one spelling for each address.
  static String text6(byte[] octets) {
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 16; i += 2) {
      text.append(i == 0 ? "" : ":");
      text.append(Integer.toHexString((octets[i] & 0xff) << 8 | (octets[i + 1] & 0xff)));
    }
    return text.toString();
  }
}
