// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth;

import java.net.InetAddress;

/// DNS, as whoever asks for a check hands it in. A look-up is made for one check and knows its
/// deadline: every call ends by then, with [DnsAnswer.Failed] where it has to. It follows CNAME
/// records, and none of its methods throws. Names are in A-labels and without a trailing dot.
///
/// Threads: called by the thread that asked for the check, and by no other.
public interface DnsLookup {
  /// TXT records, the strings of each joined without anything between them; octets beyond ASCII as
  /// the characters of the same number.
  DnsAnswer<String> texts(String name);

  /// IPv4 addresses.
  DnsAnswer<InetAddress> addresses4(String name);

  /// IPv6 addresses.
  DnsAnswer<InetAddress> addresses6(String name);

  /// Mail exchangers, in order of preference; the null one is `""`.
  DnsAnswer<String> exchangers(String name);

  /// The names that an address claims (PTR).
  DnsAnswer<String> names(InetAddress address);
}
