// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.files.OnePerLine;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.plugins.patterns.NamePattern;
import org.postrider.smtp.protocol.address.Mailbox;

/// The recipients of a file, one pattern on each line; what is not a single address or a whole
/// domain is looked through one by one. Immutable.
///
/// @param single addresses and, with nothing before the @, whole domains
record Listed(Set<String> single, List<MailboxPattern> others) {
  /// What the file is for.
  static final LiveFile.Purpose<Listed> PURPOSE = new OnePerLine<>(Listed::recipient, Listed::of);

  private static MailboxPattern recipient(String line) {
    MailboxPattern pattern = MailboxPattern.parse(line);
    if (pattern.isNobody()) {
      throw new IllegalArgumentException("<> is a sender and no recipient");
    }
    return pattern;
  }

  private static Listed of(List<MailboxPattern> patterns) {
    Set<String> single = new HashSet<>();
    List<MailboxPattern> others = new ArrayList<>();
    for (MailboxPattern pattern : patterns) {
      NamePattern domain = pattern.domain();
      if (domain == null || domain.isBelow()) {
        others.add(pattern);
      } else {
        single.add((pattern.local() == null ? "" : pattern.local()) + "@" + domain.key());
      }
    }
    return new Listed(single, List.copyOf(others));
  }

  boolean has(Mailbox mailbox) {
    String domain = "@" + mailbox.domain().key();
    String local = mailbox.local().value().toLowerCase(Locale.ROOT);
    return single.contains(local + domain)
        || single.contains(domain)
        || others.stream().anyMatch(pattern -> pattern.fits(mailbox));
  }
}
