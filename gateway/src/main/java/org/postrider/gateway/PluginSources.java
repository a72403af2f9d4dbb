// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.gateway.plugins.PluginLoader;
import org.postrider.gateway.plugins.PluginSource;
import org.postrider.gateway.settings.GatewaySettings;

/// Where the plug-ins of a configuration come from.
@FunctionalInterface
public interface PluginSources {
  /// The plug-ins beside the program, and those in the directories that the configuration names.
  PluginSources BUILT = settings -> new PluginLoader(directories(settings));

  /// The directory beside the program, where there is one, and those of the configuration.
  static List<Path> directories(GatewaySettings settings) {
    List<Path> directories = new ArrayList<>();
    String home = System.getProperty("postrider.home", "");
    if (!home.isEmpty()) {
      directories.add(Path.of(home, "plugins"));
    }
    directories.addAll(settings.pluginDirectories());
    return directories;
  }

  /// Where those of `settings` come from.
  PluginSource of(GatewaySettings settings);
}
