// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.reply.Reply;

/// What one site says again and again when it takes mail not now. Replies count as the same where
/// they differ in numbers, ids and addresses alone. Guarded by [Sites].
final class Complaints {
  /// So many of one kind within [#WITHIN] are worth a warning.
  static final int MANY = 20;

  /// How long they are counted together.
  static final Duration WITHIN = Duration.ofMinutes(10);

  /// Kinds that are counted at once; of more, those that came first are forgotten.
  private static final int MOST_KINDS = 50;

  private static final int LONGEST = 200;
  private static final Pattern PARTICULAR = Pattern.compile("\\S*[0-9@<>]\\S*");

  /// How often one kind was said since a moment, and what was said first.
  private record Count(Instant since, int times, Reply first) {}

  /// What is worth a warning.
  ///
  /// @param reply what was said first
  /// @param times how often it was said
  /// @param within in which time
  record Warning(Reply reply, int times, Duration within) {}

  private final Map<String, Count> counts = new LinkedHashMap<>();

  /// Counts one; gives a warning where that makes many, once in each time.
  @Nullable Warning count(Reply reply, Instant now) {
    String kind = kind(reply);
    Count before = counts.remove(kind);
    Count after =
        before == null || !now.isBefore(before.since.plus(WITHIN))
            ? new Count(now, 1, reply)
            : new Count(before.since, before.times + 1, before.first);
    counts.put(kind, after);
    if (counts.size() > MOST_KINDS) {
      counts.remove(counts.keySet().iterator().next());
    }
    return after.times == MANY
        ? new Warning(after.first, MANY, Duration.between(after.since, now))
        : null;
  }

  static String kind(Reply reply) {
    String text = String.join(" ", reply.lines());
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return reply.code() + " " + reply.status() + " " + PARTICULAR.matcher(cut).replaceAll("#");
  }
}
