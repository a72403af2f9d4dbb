// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;

/// What rspamd says of a message.
///
/// @param message what the client is to be told, or `""`
/// @param fields the header fields that the message is to be given
/// @param removed the names, in lower case, of those that it is not to keep
/// @param subject what its subject is to be, or null for what it is
record Opinion(
    String action,
    String score,
    String message,
    List<Change> fields,
    Set<String> removed,
    @Nullable String subject) {
  private static final int MOST_FIELDS = 100;

  static Opinion read(byte[] json) throws IOException {
    Map<?, ?> answer = map(Json.read(json));
    if (!(answer.get("action") instanceof String action)) {
      throw new IOException(
          answer.get("error") instanceof String error
              ? "rspamd says " + error
              : "rspamd's answer has no action");
    }
    List<Change> fields = new ArrayList<>();
    map(map(answer.get("milter")).get("add_headers"))
        .forEach((name, values) -> add(String.valueOf(name), values, fields));
    add("DKIM-Signature", answer.get("dkim-signature"), fields);
    if (fields.size() > MOST_FIELDS) {
      throw new IOException("rspamd's answer has " + fields.size() + " header fields to add");
    }
    return new Opinion(
        action,
        answer.get("score") + " of " + answer.get("required_score"),
        map(answer.get("messages")).get("smtp_message") instanceof String text ? text : "",
        fields,
        removed(map(map(answer.get("milter")).get("remove_headers"))),
        answer.get("subject") instanceof String subject ? EncodedText.of(subject) : null);
  }

  /// Whether the message is to keep no field of this name.
  boolean removes(String name) {
    return removed.contains(name.toLowerCase(Locale.ROOT));
  }

  /// A name is given with which of its fields is meant, where 0 means all; nothing else is of use
  /// when other fields have been added already.
  private static Set<String> removed(Map<?, ?> places) {
    Set<String> names = new HashSet<>();
    places.forEach((name, place) -> {
      if ("0".equals(place)) {
        names.add(String.valueOf(name).toLowerCase(Locale.ROOT));
      }
    });
    return Set.copyOf(names);
  }

  /// A field's value is a text, or one with its place, or a list of either.
  private static void add(String name, @Nullable Object values, List<Change> fields) {
    switch (values) {
      case String text -> fields.add(new Change.AddField(name, folded(text)));
      case List<?> list -> list.forEach(each -> add(name, each, fields));
      case Map<?, ?> placed -> add(name, placed.get("value"), fields);
      case null, default -> {} // no such field
    }
  }

  /// rspamd folds with LF alone.
  private static String folded(String text) {
    return text.strip().replaceAll("\r?\n(?=[ \t])", "\r\n");
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /// For the log.
  String summary() {
    return action + ", score " + score;
  }
}
