// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.aliases.Expansion.Step;
import org.postrider.plugins.aliases.Expansion.TooFar;
import org.postrider.smtp.protocol.address.Mailbox;

/// Follows aliases from address to address until there are none. One that leads back to an address
/// on its way ends there: that is how a mailbox keeps its mail and gives copies away. Any thread.
///
/// @rfc 5321 §3.9.1
record Expander(Scope scope, Tables tables, Limits limits) {

  /// Who stands behind an address. An `IOException` means that nobody can say now.
  Expansion expand(Mailbox mailbox) throws IOException, InterruptedException, TooFar {
    Walk walk = new Walk();
    walk.visit(mailbox);
    return new Expansion(walk.steps, List.copyOf(walk.ends.values()));
  }

  /// One address's way. For one thread.
  private final class Walk {
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Mailbox> ends = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Deque<String> way = new ArrayDeque<>();

    void visit(Mailbox mailbox) throws IOException, InterruptedException, TooFar {
      String key = scope.key(mailbox);
      if (way.contains(key)) {
        end(mailbox, "gets it: the way leads back here");
        return;
      }
      if (!seen.add(key)) {
        step(mailbox, "was there already");
        return;
      }
      if (seen.size() > limits.recipient()) {
        throw new TooFar(
            "more than %d addresses (`most-per-recipient`) stand behind %s"
                .formatted(limits.recipient(), steps.getFirst().address()));
      }
      if (!scope.has(mailbox.domain())) {
        end(mailbox, "gets it: its domain is not looked up here");
        return;
      }
      Found found = tables.find(mailbox);
      if (found == null) {
        leaf(mailbox);
      } else {
        follow(mailbox, key, found);
      }
    }

    private void leaf(Mailbox mailbox) {
      boolean isKnown =
          !scope.isVirtual(mailbox.domain()) || mailbox.local().isPostmaster(); // RFC 5321 §4.5.1
      if (isKnown) {
        end(mailbox, "gets it: no alias");
      } else {
        step(mailbox, "does not exist: no alias, in a domain that has nothing else");
      }
    }

    private void follow(Mailbox mailbox, String key, Found found)
        throws IOException, InterruptedException, TooFar {
      step(mailbox, "alias, " + found.origin());
      if (way.size() >= limits.depth()) {
        throw new TooFar(
            "more than %d aliases (`most-depth`) follow one another behind %s"
                .formatted(limits.depth(), steps.getFirst().address()));
      }
      way.push(key);
      for (Mailbox each : found.to()) {
        visit(each);
      }
      way.pop();
    }

    private void step(Mailbox mailbox, String why) {
      steps.add(new Step(way.size(), mailbox, why));
    }

    private void end(Mailbox mailbox, String why) {
      @Nullable Mailbox before = ends.putIfAbsent(scope.key(mailbox), mailbox);
      step(mailbox, before == null ? why : why + "; once is enough");
    }
  }
}
