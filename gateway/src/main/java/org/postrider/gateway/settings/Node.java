// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A value of the configuration, with the place where its key stands.
sealed interface Node {
  /// Where it stands.
  Position at();

  /// What an error message calls it; never a secret.
  String shown();

  /// A table; its map is changed only while files are put together.
  record Table(Position at, SequencedMap<String, Node> entries) implements Node {
    static Table empty(Position at) {
      return new Table(at, new LinkedHashMap<>());
    }

    @Override
    public String shown() {
      return "a table";
    }
  }

  /// An array.
  record Items(Position at, List<Node> items) implements Node {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /// Anything else. `from` says which variable or file it was taken from, null where it stands in
  /// the configuration itself.
  record Scalar(Position at, Object value, @Nullable String from) implements Node {
    @Override
    public String shown() {
      if (from != null) {
        return "(" + from + ")";
      }
      return value instanceof String text ? '"' + Shown.escaped(text) + '"' : value.toString();
    }
  }
}
