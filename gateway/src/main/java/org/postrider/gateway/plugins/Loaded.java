// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import org.postrider.plugins.api.SmtpPlugin;

/// A plug-in that was found.
///
/// @param from the directory
/// @param version its own version, or `""`
/// @param builtFor the version of the API that it was compiled against, or `""`
/// @param world what is to be closed when nothing of it is used any more
public record Loaded(
    SmtpPlugin plugin, String from, String version, String builtFor, AutoCloseable world) {
  /// One of the program's own classes.
  public Loaded(SmtpPlugin plugin, String from, String version, String builtFor) {
    this(plugin, from, version, builtFor, () -> {});
  }
}
