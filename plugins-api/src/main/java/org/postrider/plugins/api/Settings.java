// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A plug-in's block of the configuration. Every getter takes what holds where the key is absent; a
/// value of the wrong kind throws a [SettingsException] that names file, line and key. A key that
/// nobody has asked for when `install` returns is refused as unknown.
public interface Settings {
  /// A text.
  String text(String key, String absent);

  /// A whole number from `least` to `most`.
  long number(String key, long absent, long least, long most);

  /// True or false.
  boolean flag(String key, boolean absent);

  /// A time such as `"90s"`, `"5m"`, `"1h"` or `"5d"`.
  Duration duration(String key, Duration absent);

  /// A number of octets such as `"10MiB"`.
  long size(String key, long absent);

  /// A list of texts.
  List<String> texts(String key, List<String> absent);

  /// A file; a relative one, `absent` too, is below the data directory.
  Path path(String key, Path absent);

  /// The error to throw for a value that is of the right kind and still not right.
  SettingsException wrong(String key, String message);
}
