// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dkim;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/// RSA keys without the wrapping that the JDK reads them in. Some domains publish them so: RFC 6376
/// §3.6.1 asks for it in words, and for the other in its examples.
final class Der {
  private static final byte SEQUENCE = 0x30;
  private static final byte INTEGER = 0x02;
  private static final byte BIT_STRING = 0x03;
  private static final byte OCTET_STRING = 0x04;
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] VERSION_0 = {INTEGER, 1, 0};

  private Der() {}

  /// Whether it is a sequence that begins with a number, where the wrapping begins with a sequence.
  static boolean isBareRsaKey(byte[] key) {
    int header = header(key);
    return key.length > header && key[0] == SEQUENCE && key[header] == INTEGER;
  }

  private static int header(byte[] element) {
    return element.length > 2 && element[1] < 0 ? 2 + (element[1] & 0x7f) : 2;
  }

  /// Whether a wrapped private key says that it is one of RSA.
  static boolean isOfRsa(byte[] wrapped) {
    int from = header(wrapped) + VERSION_0.length;
    int to = from + RSA.length;
    return wrapped.length > to && Arrays.equals(wrapped, from, to, RSA, 0, RSA.length);
  }

  static byte[] wrap(byte[] bare) {
    byte[] bits = new byte[bare.length + 1];
    System.arraycopy(bare, 0, bits, 1, bare.length);
    return element(SEQUENCE, joined(RSA, element(BIT_STRING, bits)));
  }

  static byte[] wrapPrivate(byte[] bare) {
    return element(SEQUENCE, joined(VERSION_0, joined(RSA, element(OCTET_STRING, bare))));
  }

  private static byte[] element(byte tag, byte[] value) {
    byte[] header =
        value.length < 128
            ? new byte[] {tag, (byte) value.length}
            : new byte[] {tag, (byte) 0x82, (byte) (value.length >> 8), (byte) value.length};
    return joined(header, value);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(one.length + other.length);
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
