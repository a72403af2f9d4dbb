// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.InetAddress;
import java.time.Instant;

/// What is to be checked. Immutable.
///
/// @param client the address of the client; an IPv4 address within IPv6 counts as IPv4
/// @param helo what the client calls itself
/// @param sender the reverse-path without brackets; `""`, the null one, to check the name that the
///   client calls itself
/// @param receiver the name of the host that checks, for explanations
/// @param moment when, for explanations
///
/// @rfc 7208 §4.1
public record SpfRequest(
    InetAddress client, String helo, String sender, String receiver, Instant moment) {

  /// Whether the name of the client is what is checked.
  ///
  /// @rfc 7208 §2.4
  public boolean isOfHelo() {
    return sender.isEmpty();
  }

  String localPart() {
    int at = sender.lastIndexOf('@');
    return at <= 0 ? "postmaster" : sender.substring(0, at); // RFC 7208 §4.3
  }

  String domain() {
    return isOfHelo() ? helo : sender.substring(sender.lastIndexOf('@') + 1);
  }
}
