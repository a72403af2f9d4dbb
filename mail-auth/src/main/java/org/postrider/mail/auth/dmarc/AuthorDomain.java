// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postrider.mail.auth.DnsName;
import org.postrider.smtp.protocol.message.HeaderField;

/// The domain that a message shows as its author's. Immutable.
///
/// @rfc 5322 §3.6.2
public sealed interface AuthorDomain {
  /// Characters of a From field that are looked at.
  int LONGEST = 64 * 1024;

  /// There is one.
  ///
  /// @param domain in A-labels
  record One(String domain) implements AuthorDomain {}

  /// There is none, or there are several, so that nobody can tell which of them a reader sees.
  ///
  /// @param domains those that there are
  /// @param reason what is wrong
  record Unclear(List<String> domains, String reason) implements AuthorDomain {}

  /// Finds it in the From fields of a message.
  static AuthorDomain of(List<HeaderField> from) {
    Set<String> domains = new LinkedHashSet<>();
    boolean isBroken = false;
    for (HeaderField field : from) {
      String value = new String(field.value(), StandardCharsets.UTF_8);
      List<String> addresses =
          value.length() > LONGEST ? List.of() : new AddressReader(value).addresses();
      isBroken |= addresses.isEmpty();
      for (String address : addresses) {
        int at = address.lastIndexOf('@');
        String domain = DnsName.of(address.substring(at + 1));
        boolean isQuoted = address.startsWith("\"");
        isBroken |= domain == null || at <= 0 || (!isQuoted && address.indexOf('@') < at);
        domains.add(domain == null ? "" : domain);
      }
    }
    domains.remove("");
    List<String> all = new ArrayList<>(domains);
    if (from.size() != 1) { // RFC 5322 §3.6
      return new Unclear(all, "there are " + from.size() + " From fields");
    }
    if (isBroken || all.size() != 1) {
      return new Unclear(all, "From names " + all.size() + " domains, or none that can be read");
    }
    return new One(all.getFirst());
  }
}
