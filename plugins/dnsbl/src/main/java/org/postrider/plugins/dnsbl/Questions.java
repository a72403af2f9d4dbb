// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.dnsbl;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// The names that lists are asked about.
///
/// @rfc 5782 §2.1
/// @rfc 5782 §2.4
final class Questions {
  private static final String HEX = "0123456789abcdef";

  private Questions() {}

  /// An address, its octets or, for IPv6, its nibbles from last to first.
  static String of(InetAddress address) {
    byte[] octets = address.getAddress();
    StringBuilder name = new StringBuilder();
    for (int i = octets.length - 1; i >= 0; i--) {
      int octet = octets[i] & 0xff;
      if (octets.length == 4) {
        name.append(octet).append('.');
      } else {
        name.append(HEX.charAt(octet & 15)).append('.').append(HEX.charAt(octet >> 4)).append('.');
      }
    }
    return name.substring(0, name.length() - 1);
  }

  /// Whether a list can know anything of an address: none lists those of private networks.
  static boolean isPublic(InetAddress address) {
    boolean isUniqueLocal =
        address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
    return !(isUniqueLocal
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isAnyLocalAddress());
  }

  /// A sender's domain; null where there is none with a name.
  static @Nullable String of(ReversePath sender) {
    Mailbox mailbox = sender.mailbox();
    return mailbox != null && mailbox.domain() instanceof Domain.Name name ? name.key() : null;
  }
}
