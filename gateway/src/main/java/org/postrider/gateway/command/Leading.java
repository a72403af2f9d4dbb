// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.command;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands before the first word of a call that may be a plug-in's: which configuration is
/// meant.
///
/// @param word the first word that is no option, or `""`
/// @param rest what follows it
record Leading(Path file, String word, List<String> rest) {
  static Leading of(String... arguments) {
    String config = null;
    String directory = null;
    int at = 0;
    while (at < arguments.length && arguments[at].startsWith("-")) {
      String option = arguments[at];
      int equals = option.indexOf('=');
      boolean isConfig = is(option, "-c", "--config");
      if (!isConfig && !is(option, "-d", "--directory")) {
        return new Leading(Options.file(config, directory), "", List.of());
      }
      String value = equals < 0 ? after(arguments, ++at) : option.substring(equals + 1);
      config = isConfig ? value : config;
      directory = isConfig ? directory : value;
      at++;
    }
    Path file = Options.file(config, directory);
    return at < arguments.length
        ? new Leading(
            file, arguments[at], List.of(Arrays.copyOfRange(arguments, at + 1, arguments.length)))
        : new Leading(file, "", List.of());
  }

  private static boolean is(String option, String brief, String name) {
    return option.equals(brief)
        || option.equals(name)
        || option.startsWith(brief + "=")
        || option.startsWith(name + "=");
  }

  private static @Nullable String after(String[] arguments, int at) {
    return at < arguments.length ? arguments[at] : null;
  }
}
