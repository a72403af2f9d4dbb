// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.util.List;

/// The commands below `postrider queue`.
final class QueueVerbs {
  private QueueVerbs() {}

  static List<Verb> all(Console console) {
    return List.of(
        new QueueListVerb(console),
        new QueueCountsVerb(console),
        new QueueShowVerb(console),
        new QueueDamagedVerb(console),
        change(console, "hold", "Entries are not tried until they are released."),
        change(console, "release", "Held entries are tried again, now."),
        change(console, "retry", "Waiting entries are tried now."),
        change(console, "delete", "Entries are removed; nobody is told."),
        change(console, "bounce", "Entries end as failed, and their authors are told."));
  }

  private static Verb change(Console console, String act, String summary) {
    return new QueueChangeVerb(console, act, summary);
  }
}
