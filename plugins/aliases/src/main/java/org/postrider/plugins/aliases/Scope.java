// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.util.List;
import java.util.Locale;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.patterns.NamePattern;
import org.postrider.smtp.protocol.address.Domain;
import org.postrider.smtp.protocol.address.Mailbox;

/// The domains whose addresses are looked up; all others are left as they are. Immutable.
///
/// @param mixed domains that have mailboxes too
/// @param virtual domains that have aliases and nothing else
record Scope(List<NamePattern> mixed, List<NamePattern> virtual) {
  private static final String MIXED = "domains";
  private static final String VIRTUAL = "virtual-domains";

  static Scope read(Settings settings) {
    Scope scope = new Scope(names(settings, MIXED), names(settings, VIRTUAL));
    if (scope.mixed.isEmpty() && scope.virtual.isEmpty()) {
      throw settings.wrong(
          MIXED, "has to name the domains that have aliases, or `" + VIRTUAL + "` has to");
    }
    return scope;
  }

  private static List<NamePattern> names(Settings settings, String key) {
    try {
      return settings.texts(key, List.of()).stream().map(NamePattern::parse).toList();
    } catch (IllegalArgumentException e) {
      throw settings.wrong(key, String.valueOf(e.getMessage()));
    }
  }

  boolean has(Domain domain) {
    return isVirtual(domain) || mixed.stream().anyMatch(each -> each.fits(domain.key()));
  }

  boolean isVirtual(Domain domain) {
    return virtual.stream().anyMatch(each -> each.fits(domain.key()));
  }

  /// What two spellings of one address share. Only in our own domains may case be folded. RFC 5321
  /// §2.4
  String key(Mailbox mailbox) {
    return has(mailbox.domain())
        ? address(mailbox)
        : mailbox.local().value() + "@" + mailbox.domain().key();
  }

  /// An address as tables are asked for it: the local part as it is meant, without quotes, all in
  /// lower case, the domain in A-labels.
  static String address(Mailbox mailbox) {
    return mailbox.local().value().toLowerCase(Locale.ROOT) + "@" + mailbox.domain().key();
  }
}
