// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// What counts as one client where clients are counted: an IPv4 address, or the first 64 bits of an
/// IPv6 address, since the rest is the client's to choose.
final class AddressKey {
  /// The first half of what no client has: `ffff:ffff::` is multicast.
  private static final long IPV4 = 0xffff_ffff_0000_0000L;

  private AddressKey() {}

  static Long of(InetAddress address) {
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? IPV4 | Integer.toUnsignedLong(octets.getInt())
        : octets.getLong();
  }
}
