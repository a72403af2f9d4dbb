// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.HashMap;
import java.util.Map;
import org.postrider.mail.auth.DnsLookup;
import org.postrider.mail.auth.dmarc.TreeWalk.Found;

/// How policies and organizations are found. For one check and one thread.
sealed interface Discovery {
  /// What there is for a domain.
  sealed interface Policy {
    /// A policy.
    record Known(Found found) implements Policy {}

    /// None.
    record Nothing() implements Policy {}

    /// Nobody can say.
    record Unsure(String reason) implements Policy {}
  }

  Policy policy(String domain);

  /// The organization that a domain is of; the domain itself where nobody can say.
  String organization(String domain);

  /// By asking at the domain and above.
  ///
  /// @rfc 9989
  record Walking(DnsLookup lookup, Map<String, TreeWalk> walks) implements Discovery {
    Walking(DnsLookup lookup) {
      this(lookup, new HashMap<>());
    }

    private TreeWalk walk(String domain) {
      return walks.computeIfAbsent(domain, start -> TreeWalk.from(start, lookup));
    }

    @Override
    public Policy policy(String domain) {
      TreeWalk walk = walk(domain);
      if (!walk.problem().isEmpty()) {
        return new Policy.Unsure(walk.problem());
      }
      Found found = walk.policy();
      return found == null ? new Policy.Nothing() : new Policy.Known(found);
    }

    @Override
    public String organization(String domain) {
      return walk(domain).organization();
    }
  }

  /// By a list of public suffixes, as RFC 7489 §6.6.3 did before RFC 9989.
  record Listed(DnsLookup lookup, PublicSuffixes suffixes) implements Discovery {
    @Override
    public Policy policy(String domain) {
      Policy own = at(domain);
      String organization = organization(domain);
      return own instanceof Policy.Nothing && !organization.equals(domain) ? at(organization) : own;
    }

    private Policy at(String domain) {
      return switch (TreeWalk.ask(domain, lookup)) {
        case TreeWalk.Answer.One(DmarcRecord record) -> new Policy.Known(new Found(domain, record));
        case TreeWalk.Answer.Nothing _ -> new Policy.Nothing();
        case TreeWalk.Answer.Unsure(String reason) -> new Policy.Unsure(reason);
      };
    }

    @Override
    public String organization(String domain) {
      String registered = suffixes.registered(domain);
      return registered == null ? domain : registered;
    }
  }
}
