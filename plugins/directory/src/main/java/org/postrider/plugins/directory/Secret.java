// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postrider.plugins.api.Settings;

/// A password that the plug-in itself shows to somebody: it stands in a file and not in the
/// configuration.
final class Secret {
  private static final int LONGEST = 4_096;

  private Secret() {}

  /// The first line of the file that a key names; `""` where there is no such key.
  static String read(Settings settings, String key) {
    if (settings.text(key, "").isEmpty()) {
      return "";
    }
    Path file = settings.path(key, Path.of(""));
    try {
      if (Files.size(file) > LONGEST) {
        throw settings.wrong(key, file + " is too large for a password");
      }
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw settings.wrong(key, file + " cannot be read: " + e);
    }
  }
}
