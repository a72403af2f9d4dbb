// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.patterns.MailboxPattern;
import org.postrider.smtp.protocol.address.Mailbox;

/// The aliases of a file. Immutable.
///
/// @param single addresses, and domains behind an @
/// @param wide what fits several addresses, in order
/// @param below what fits everybody below a domain, in order
record AliasFile(Map<String, Line> single, List<Rule> wide, List<Rule> below) implements Table {
  static final AliasFile EMPTY = new AliasFile(Map.of(), List.of(), List.of());

  /// Where a line stands, and where it leads.
  record Line(String origin, List<Target> targets) {}

  /// Lines for many addresses.
  sealed interface Rule {
    /// What it says about an address; null where it is not meant.
    @Nullable Found find(Mailbox mailbox);
  }

  /// `ann@` and `@*.example.org`.
  record Wide(MailboxPattern pattern, Line line) implements Rule {
    @Override
    public @Nullable Found find(Mailbox mailbox) {
      return pattern.fits(mailbox) ? Found.of(line.origin, line.targets, mailbox, List.of()) : null;
    }
  }

  /// `/^list-(.*)@example\.org$/`; linear in the length of the address, whatever the expression.
  record Expression(Pattern pattern, Line line) implements Rule {
    @Override
    public @Nullable Found find(Mailbox mailbox) {
      Matcher matcher = pattern.matcher(mailbox.local().value() + "@" + mailbox.domain().key());
      if (!matcher.find()) {
        return null;
      }
      List<String> groups = new ArrayList<>();
      for (int group = 0; group <= matcher.groupCount(); group++) {
        String found = matcher.group(group);
        groups.add(found == null ? "" : found);
      }
      return Found.of(line.origin, line.targets, mailbox, groups);
    }
  }

  @Override
  public @Nullable Found find(String key, Mailbox from) {
    Line line = single.get(key);
    return line == null ? null : Found.of(line.origin, line.targets, from, List.of());
  }

  /// What the first of some rules that means this address says.
  static @Nullable Found first(List<Rule> rules, Mailbox mailbox) {
    for (Rule rule : rules) {
      Found found = rule.find(mailbox);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
