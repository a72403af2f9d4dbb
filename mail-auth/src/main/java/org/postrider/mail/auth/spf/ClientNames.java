// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.auth.DnsAnswer;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.DnsName;

/// The names that the client's address claims and that lead back to it; asked for once, when first
/// wanted. For one check and one thread.
///
/// @rfc 7208 §5.5
final class ClientNames {
  private static final int MOST = 10;

  private final InetAddress client;
  private final DnsLookup lookup;
  private @Nullable List<String> confirmed;
  private boolean isVoid;

  ClientNames(InetAddress client, DnsLookup lookup) {
    this.client = client;
    this.lookup = lookup;
  }

  /// The confirmed names. What DNS cannot say now counts as not there.
  List<String> confirmed() {
    List<String> known = confirmed;
    if (known == null) {
      known = lookUp();
      confirmed = known;
    }
    return known;
  }

  /// Whether the address has no name at all.
  boolean isVoid() {
    confirmed();
    return isVoid;
  }

  private List<String> lookUp() {
    DnsAnswer<String> claimed = lookup.names(client);
    isVoid = claimed instanceof DnsAnswer.NoData || claimed instanceof DnsAnswer.NoName;
    List<String> found = new ArrayList<>();
    for (String claim : claimed.records().stream().limit(MOST).toList()) {
      String name = DnsName.of(claim);
      if (name != null && addresses(client, name, lookup).records().contains(client)) {
        found.add(name);
      }
    }
    return List.copyOf(found);
  }

  /// The addresses of a name that are of the client's kind.
  static DnsAnswer<InetAddress> addresses(InetAddress client, String name, DnsLookup lookup) {
    return client instanceof Inet4Address ? lookup.addresses4(name) : lookup.addresses6(name);
  }

  /// The name for `%{p}`: the domain's own, one below it, or any.
  ///
  /// @rfc 7208 §7.3
  String best(String domain) {
    List<String> names = confirmed();
    if (names.contains(domain)) {
      return domain;
    }
    for (String name : names) {
      if (DnsName.isWithin(name, domain)) {
        return name;
      }
    }
    return names.isEmpty() ? "unknown" : names.getFirst();
  }
}
