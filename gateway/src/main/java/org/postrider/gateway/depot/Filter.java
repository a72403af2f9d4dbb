// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.depot;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.settings.Quantities;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.MessageId;

/// Which entries are meant, as operators say it: `id`, `destination`, `sender`, `recipient`,
/// `state`, `older-than`.
public final class Filter {
  private Filter() {}

  /// What the words mean; other words mean nothing here. Throws `IllegalArgumentException` for a
  /// value that is none.
  public static Query query(Map<String, String> words, InstantSource clock) {
    String id = words.get("id");
    return new Query(
        id == null ? null : MessageId.parse(id),
        words.get("destination"),
        words.get("sender"),
        words.get("recipient"),
        state(words.get("state")),
        before(words.get("older-than"), clock));
  }

  private static @Nullable Instant before(@Nullable String age, InstantSource clock) {
    return age == null
        ? null
        : clock
            .instant()
            .minus(
                Quantities.duration(age)
                    .orElseThrow(() ->
                        new IllegalArgumentException(
                            "older-than: found " + age + ", wanted a time such as 2h")));
  }

  private static Entry.@Nullable State state(@Nullable String text) {
    return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "" -> null;
      case "queued" -> Entry.State.QUEUED;
      case "held" -> Entry.State.HELD;
      default ->
          throw new IllegalArgumentException("state: found " + text + ", wanted queued or held");
    };
  }
}
