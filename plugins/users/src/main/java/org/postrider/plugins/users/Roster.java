// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.users;

import com.ongres.saslprep.SASLprep;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.plugins.files.LiveFile;
import org.postrider.plugins.passwords.Verifier;

/// What the file says: accounts by name and keys by id. Names are compared as they are, after
/// SASLprep. Immutable.
record Roster(Map<String, Verifier> accounts, Map<String, ApiKey> keys) {
  static final Roster EMPTY = new Roster(Map.of(), Map.of());

  private static final SASLprep PREPARATION = new SASLprep();
  private static final int LONGEST_NAME = 255;

  /// Reads lines; `file` is for the sentences.
  static LiveFile.Reading<Roster> read(String file, List<String> lines) {
    Map<String, Verifier> accounts = new LinkedHashMap<>();
    Map<String, ApiKey> keys = new LinkedHashMap<>();
    Map<String, Integer> keyLines = new HashMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        Line line = Line.parse(lines.get(i));
        boolean twice =
            switch (line) {
              case Line.Other() -> false;
              case Line.User(String name, Verifier verifier) ->
                  accounts.put(name, verifier) != null;
              case Line.Key(ApiKey key) -> {
                keyLines.put(key.id(), i + 1);
                yield keys.put(key.id(), key) != null;
              }
            };
        if (twice) {
          faults.add(file + ":" + (i + 1) + ": stands there twice");
        }
      } catch (IllegalArgumentException e) {
        faults.add(file + ":" + (i + 1) + ": " + e.getMessage());
      }
    }
    for (ApiKey key : keys.values()) {
      if (!accounts.containsKey(key.account())) {
        faults.add(
            "%s:%d: key %s is for %s, who has no line"
                .formatted(file, keyLines.get(key.id()), key.id(), key.account()));
      }
    }
    return new LiveFile.Reading<>(new Roster(accounts, keys), List.copyOf(faults));
  }

  Optional<Verifier> verifier(String account) {
    return Optional.ofNullable(accounts.get(account));
  }

  Optional<ApiKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /// A name as it is stored; throws `IllegalArgumentException` for one that cannot be.
  static String name(String text) {
    String name = prepared(text);
    if (name.chars().anyMatch(c -> c <= ' ') || name.startsWith("#") || name.startsWith("-")) {
      throw new IllegalArgumentException(
          "a name has no blanks and does not start with # or -: " + text);
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException("a name has at most " + LONGEST_NAME + " octets");
    }
    return name;
  }

  /// SASLprep for what is stored (RFC 4013); throws `IllegalArgumentException`.
  static String prepared(String text) {
    String result;
    try {
      result = PREPARATION.prepareStored(text);
    } catch (IndexOutOfBoundsException _) {
      result = ""; // stringprep 2.2 throws where every character maps to nothing
    }
    if (result.isEmpty()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return result;
  }
}
