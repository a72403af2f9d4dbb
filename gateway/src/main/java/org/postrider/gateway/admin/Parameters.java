// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.gateway.depot.Filter;
import org.postrider.queue.store.Query;

/// The part of a request's address after the question mark.
record Parameters(Map<String, String> values) {
  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "destination",
          "sender",
          "recipient",
          "state",
          "older-than",
          "all",
          "page",
          "most",
          "key",
          "name",
          "account");

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

  /// Without what does not say which entries are meant.
  Map<String, String> filter() {
    Map<String, String> filter = new TreeMap<>(values);
    filter.keySet().removeAll(Set.of("all", "page", "most", "key", "name", "account"));
    return filter;
  }

  /// How many are wanted; `most` where that is not said or would be too many.
  int most(int most) {
    String text = values.get("most");
    if (text == null) {
      return most;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("most: found " + text + ", wanted a number");
    }
    return Math.clamp(Integer.parseInt(text), 1, most);
  }

  /// Which entries are meant; throws `IllegalArgumentException` for a value that is none.
  Query query(InstantSource clock) {
    return Filter.query(values, clock);
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
