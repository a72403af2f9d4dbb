// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.delivery.Delivery;
import org.postrider.gateway.plugins.HostParts;
import org.postrider.gateway.plugins.Installed;
import org.postrider.gateway.plugins.NoMemory;
import org.postrider.gateway.plugins.PluginSource;
import org.postrider.gateway.plugins.Plugins;
import org.postrider.gateway.plugins.Submitter;
import org.postrider.gateway.settings.GatewaySettings;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.SettingsReader;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.smtp.server.Question;

/// What can be done with a configuration without starting anything.
///
/// @param sources where plug-ins come from
public record Offline(PluginSources sources, InstantSource clock) {
  /// Installs the plug-ins of a configuration; nobody asks them anything.
  public Installed plugins(Path file, Map<String, String> environment) throws WrongConfiguration {
    return plugins(SettingsReader.read(file, environment));
  }

  /// Installs one plug-in, says what it would be asked, and unloads it.
  public Set<Question> questions(PluginSource source, PluginBlock block) throws WrongConfiguration {
    LateLookup none = new LateLookup();
    try (Installed installed = new Plugins(source, parts(none)).install(List.of(block))) {
      return installed.questions().getOrDefault(block.name(), Set.of());
    }
  }

  private Installed plugins(GatewaySettings settings) throws WrongConfiguration {
    LateLookup lookup = new LateLookup();
    lookup.set(() -> Delivery.lookup(settings.delivery()));
    return new Plugins(sources.of(settings), parts(lookup)).install(settings.plugins());
  }

  private HostParts parts(LateLookup lookup) {
    return new HostParts(clock, lookup, (_, _) -> NoMemory.NONE, _ -> _ -> {}, Submitter.NONE);
  }

  /// Goes through all that a start would refuse, but for what only a start can find out; gives what
  /// a start would warn of.
  public List<String> check(Path file, Map<String, String> environment)
      throws WrongConfiguration, IOException {
    GatewaySettings settings = SettingsReader.read(file, environment);
    Installed installed = plugins(settings);
    return Warnings.of(settings, installed.policies(), clock.instant());
  }
}
