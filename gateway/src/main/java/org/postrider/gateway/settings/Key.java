// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One key of the configuration: all that validation, the first configuration and the reference
/// page know about it.
///
/// @param name as it stands in the file
/// @param kind what its value is
/// @param absent what holds where it is absent, as it would stand in the file; null where there is
///   nothing of the kind
/// @param range what is allowed within the kind, for people; `""` where all is
/// @param least of a number
/// @param most of a number
/// @param choices of a [Kind#CHOICE]
/// @param says what it does, in a sentence
record Key(
    String name,
    Kind kind,
    @Nullable Object absent,
    String range,
    long least,
    long most,
    List<String> choices,
    String says) {

  /// What a value is, and what the reference calls it.
  enum Kind {
    TEXT("text"),
    SECRET("secret text"),
    NUMBER("number"),
    FLAG("true or false"),
    DURATION("time"),
    DURATIONS("list of times"),
    SIZE("size"),
    TEXTS("list of texts"),
    PATH("path"),
    CHOICE("one word"),
    ADDRESS("address:port"),
    ADDRESSES("list of address:port");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static Key value(String name, Kind kind, @Nullable Object absent, String says) {
    return new Key(name, kind, absent, "", 0, 0, List.of(), says);
  }

  static Key number(String name, long absent, long least, long most, String says) {
    return new Key(name, Kind.NUMBER, absent, least + " to " + most, least, most, List.of(), says);
  }

  static Key choice(String name, @Nullable String absent, List<String> choices, String says) {
    return new Key(name, Kind.CHOICE, absent, String.join(", ", choices), 0, 0, choices, says);
  }

  /// Whether another key has the same name.
  boolean isCalledAs(Key other) {
    return name.equals(other.name);
  }

  /// The key with words on what is allowed.
  Key within(String words) {
    return new Key(name, kind, absent, words, least, most, choices, says);
  }

  /// The value that holds where the key is absent, as it would stand in the file.
  String absentAsToml() {
    return asToml(absent);
  }

  private static String asToml(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> '"' + text + '"';
      case List<?> list ->
          list.stream().map(Key::asToml).collect(Collectors.joining(", ", "[", "]"));
      default -> value.toString();
    };
  }
}
