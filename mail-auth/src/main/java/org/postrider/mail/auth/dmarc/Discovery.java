// SPDX-License-Identifier: Apache-2.0
package org.postrider.mail.auth.dmarc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

  /// The organization that a domain is of; null where nobody can say.
  @Nullable String organization(String domain);

  /// By asking at the domain, and above where that does not settle it. Each name is asked about
  /// once.
  ///
  /// @rfc 9989
  record Walking(DnsLookup lookup, Map<String, TreeWalk.Answer> answers) implements Discovery {
    Walking(DnsLookup lookup) {
      this(lookup, new HashMap<>());
    }

    private TreeWalk.Answer ask(String name) {
      return answers.computeIfAbsent(name, at -> TreeWalk.ask(at, lookup));
    }

    @Override
    public Policy policy(String domain) {
      if (ask(domain) instanceof TreeWalk.Answer.One(DmarcRecord record)) {
        return new Policy.Known(new Found(domain, record)); // whatever there is above
      }
      TreeWalk walk = TreeWalk.from(domain, this::ask);
      if (!walk.problem().isEmpty()) {
        return new Policy.Unsure(walk.problem());
      }
      Found found = walk.policy();
      return found == null ? new Policy.Nothing() : new Policy.Known(found);
    }

    @Override
    public @Nullable String organization(String domain) {
      TreeWalk walk = TreeWalk.from(domain, this::ask);
      return walk.problem().isEmpty() ? walk.organization() : null;
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
