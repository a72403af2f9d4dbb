// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.plugins.aliases.Expansion.TooFar;
import org.postrider.plugins.api.Change;
import org.postrider.smtp.protocol.address.Mailbox;

/// What becomes of a message's recipients.
///
/// @param before those it had, in every spelling
/// @param after those it gets, each once, by what two spellings of one share
/// @param nobody those of them behind whom there is nobody
record Recasting(
    Scope scope, List<Mailbox> before, Map<String, Mailbox> after, List<Mailbox> nobody) {

  static Recasting of(List<Mailbox> recipients, Expander expander)
      throws IOException, InterruptedException, TooFar {
    Scope scope = expander.scope();
    Map<String, Mailbox> after = new LinkedHashMap<>();
    List<Mailbox> nobody = new ArrayList<>();
    for (Mailbox recipient : recipients) {
      List<Mailbox> ends = expander.expand(recipient).ends();
      if (ends.isEmpty()) {
        nobody.add(recipient);
      }
      ends.forEach(end -> after.putIfAbsent(scope.key(end), end));
    }
    return new Recasting(scope, recipients, after, nobody);
  }

  /// The recipients that go and those that come.
  List<Change> changes() {
    Map<String, Mailbox> stay = new HashMap<>();
    List<Change> changes = new ArrayList<>();
    for (Mailbox mailbox : before) {
      String key = scope.key(mailbox);
      boolean isStaying = after.containsKey(key);
      // One spelling is enough; what differs by its domain's spelling is one recipient anyway.
      boolean isOther =
          isStaying && !stay.computeIfAbsent(key, _ -> mailbox).local().equals(mailbox.local());
      if (isOther || !isStaying) {
        changes.add(new Change.RemoveRecipient(mailbox));
      }
    }
    after.forEach((key, mailbox) -> {
      if (!stay.containsKey(key)) {
        changes.add(new Change.AddRecipient(mailbox));
      }
    });
    return changes;
  }
}
