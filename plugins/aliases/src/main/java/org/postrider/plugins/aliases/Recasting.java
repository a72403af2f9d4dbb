// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.aliases.Expansion.TooFar;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.address.Mailbox;

/// What becomes of a message's recipients.
///
/// @param before those it had, in every spelling, each with who stands behind it
/// @param after those it gets, each once, by what two spellings of one share
record Recasting(Scope scope, Map<Mailbox, List<Mailbox>> before, Map<String, Mailbox> after) {

  static Recasting of(List<Mailbox> recipients, Expander expander)
      throws IOException, InterruptedException, TooFar {
    Scope scope = expander.scope();
    Map<Mailbox, List<Mailbox>> before = new LinkedHashMap<>();
    Map<String, Mailbox> after = new LinkedHashMap<>();
    for (Mailbox recipient : recipients) {
      List<Mailbox> ends = expander.expand(recipient).ends();
      before.put(recipient, ends);
      ends.forEach(end -> after.putIfAbsent(scope.key(end), end));
    }
    return new Recasting(scope, before, after);
  }

  /// Those behind whom there is nobody.
  List<Mailbox> nobody() {
    return before.entrySet().stream()
        .filter(each -> each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The recipients that go, each with those that come in its place, and those that come beside one
  /// that stays.
  List<Change> changes() {
    Map<String, Mailbox> there = staying();
    List<Change> changes = new ArrayList<>();
    before.forEach((mailbox, ends) -> {
      boolean stays = mailbox.equals(there.get(scope.key(mailbox)));
      List<Mailbox> fresh = new ArrayList<>();
      for (Mailbox end : ends) {
        if (there.putIfAbsent(scope.key(end), end) == null) {
          fresh.add(end);
        }
      }
      if (stays) {
        fresh.forEach(each -> changes.add(new Change.AddRecipient(each)));
      } else if (!fresh.isEmpty()) {
        changes.add(new Change.Redirect(mailbox, fresh));
      } else if (!isSpelledLike(mailbox, there.get(scope.key(mailbox)))) {
        changes.add(new Change.RemoveRecipient(mailbox));
      }
    });
    return changes;
  }

  /// Those that are among the recipients already, in the spelling that came first.
  private Map<String, Mailbox> staying() {
    Map<String, Mailbox> staying = new HashMap<>();
    for (Mailbox mailbox : before.keySet()) {
      if (after.containsKey(scope.key(mailbox))) {
        staying.putIfAbsent(scope.key(mailbox), mailbox);
      }
    }
    return staying;
  }

  /// What differs by its domain's spelling alone is one recipient anyway.
  private static boolean isSpelledLike(Mailbox mailbox, @Nullable Mailbox other) {
    return other != null && other.local().equals(mailbox.local());
  }
}
