// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.greylist;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.Network;

/// Who writes to whom: the client's network, the sender, the recipient. A large sender tries again
/// from another host of its network.
///
/// @rfc 6647 §2.3
record Triplet(Network network, String sender, String recipient) {

  static Triplet of(Recipient recipient, Waits waits) {
    InetAddress client = recipient.mail().hello().connection().client().getAddress();
    int bits = client.getAddress().length == 4 ? waits.ipv4Bits() : waits.ipv6Bits();
    Mailbox sender = recipient.mail().sender().mailbox();
    return new Triplet(
        Network.of(client, bits),
        sender == null ? "<>" : folded(sender),
        folded(recipient.mailbox()));
  }

  private static String folded(Mailbox mailbox) {
    return mailbox.local().value().toLowerCase(Locale.ROOT) + "@" + mailbox.domain().key();
  }

  /// The key under which it is remembered: addresses may be longer than keys.
  String key() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
      return "triplet " + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// The key under which its network is remembered.
  String networkKey() {
    return "network " + network;
  }

  /// For the log.
  @Override
  public String toString() {
    return network + " " + sender + " " + recipient;
  }
}
