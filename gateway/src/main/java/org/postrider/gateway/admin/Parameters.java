// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.settings.Quantities;
import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Query;
import org.postrider.smtp.protocol.message.MessageId;

/// The part of a request's address after the question mark.
record Parameters(Map<String, String> values) {
  private static final Set<String> KNOWN =
      Set.of("id", "destination", "sender", "recipient", "state", "older-than", "all", "page");

  /// Reads them; throws `IllegalArgumentException` for one that means nothing.
  static Parameters of(@Nullable String query) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "no parameter "
                + name
                + "; known: "
                + String.join(", ", KNOWN.stream().sorted().toList()));
      }
      values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return new Parameters(values);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Nullable String text(String name) {
    return values.get(name);
  }

  /// Which entries are meant; throws `IllegalArgumentException` for a value that is none.
  Query query(InstantSource clock) {
    String id = text("id");
    String age = text("older-than");
    return new Query(
        id == null ? null : MessageId.parse(id),
        text("destination"),
        text("sender"),
        text("recipient"),
        state(text("state")),
        age == null
            ? null
            : clock
                .instant()
                .minus(
                    Quantities.duration(age)
                        .orElseThrow(() ->
                            new IllegalArgumentException(
                                "older-than: found " + age + ", wanted a time such as 2h"))));
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

  /// As it is logged: names and values, without pages.
  @Override
  public String toString() {
    return values.entrySet().stream()
        .filter(each -> !each.getKey().equals("page"))
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(" "));
  }
}
