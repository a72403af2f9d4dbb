// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.recipients;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.plugins.patterns.NamePattern;
import org.postrider.smtp.protocol.address.Mailbox;

/// The recipients of a file, one pattern on each line; what is not a single address or a whole
/// domain is looked through one by one. Immutable.
///
/// @param single addresses and, with nothing before the @, whole domains
record Listed(Set<String> single, List<MailboxPattern> others) {
  static final Listed NOBODY = new Listed(Set.of(), List.of());

  boolean has(Mailbox mailbox) {
    String domain = "@" + mailbox.domain().key();
    String local = mailbox.local().value().toLowerCase(Locale.ROOT);
    return single.contains(local + domain)
        || single.contains(domain)
        || others.stream().anyMatch(pattern -> pattern.fits(mailbox));
  }

  /// What the file is for.
  static final class Purpose implements LiveFile.Purpose<Listed> {
    @Override
    public LiveFile.Reading<Listed> read(String file, List<String> lines) {
      Set<String> single = new HashSet<>();
      List<MailboxPattern> others = new ArrayList<>();
      List<String> faults = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).strip();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        try {
          add(MailboxPattern.parse(line), single, others);
        } catch (IllegalArgumentException e) {
          faults.add(file + ":" + (i + 1) + ": " + e.getMessage());
        }
      }
      return new LiveFile.Reading<>(new Listed(single, List.copyOf(others)), faults);
    }

    private static void add(
        MailboxPattern pattern, Set<String> single, List<MailboxPattern> others) {
      if (pattern.isNobody()) {
        throw new IllegalArgumentException("<> is a sender and no recipient");
      }
      NamePattern domain = pattern.domain();
      if (domain == null || domain.isBelow()) {
        others.add(pattern);
      } else {
        single.add((pattern.local() == null ? "" : pattern.local()) + "@" + domain.key());
      }
    }

    @Override
    public Listed empty() {
      return NOBODY;
    }

    @Override
    public String absentMeans() {
      return ""; // not that there is nobody: a file may be away for a moment
    }

    @Override
    public boolean isSecret() {
      return false;
    }
  }
}
