// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.List;

/// One table of the configuration and the keys that may stand in it.
///
/// @param name `""` for what stands above all tables
/// @param repeated whether it is a list of tables, `[[name]]`
/// @param says what it is for
/// @param keys in the order of the reference
record Section(String name, boolean repeated, String says, List<Key> keys) {
  /// The key called `name`; asking for another is a mistake of ours.
  Key key(String name) {
    return keys.stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(this.name + " has no key " + name));
  }

  /// How its beginning stands in the file.
  String header() {
    return repeated ? "[[" + name + "]]" : "[" + name + "]";
  }

  List<String> keyNames() {
    return keys.stream().map(Key::name).toList();
  }
}
