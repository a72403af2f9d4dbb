// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.List;
import java.util.Map;
import org.postrider.plugins.api.OperatorCommand;
import org.postrider.smtp.server.PolicySet;

/// All plug-ins of a configuration, installed.
///
/// @param plugins in the order of the configuration
/// @param policies whom the server asks
/// @param commands what they add to the command line, by name
public record Installed(
    List<Loaded> plugins, PolicySet policies, Map<String, OperatorCommand> commands) {
  /// Copies list and map.
  public Installed {
    plugins = List.copyOf(plugins);
    commands = Map.copyOf(commands);
  }
}
