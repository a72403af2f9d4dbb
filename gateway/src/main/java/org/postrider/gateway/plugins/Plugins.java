// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.ArrayList;
import java.util.List;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.Problem;
import org.postrider.gateway.settings.WrongConfiguration;
import org.postrider.plugins.api.SettingsException;

/// Installs the plug-ins that a configuration names, in its order.
public final class Plugins {
  private final PluginSource source;
  private final HostParts parts;

  /// Takes plug-ins from `source`.
  public Plugins(PluginSource source, HostParts parts) {
    this.source = source;
    this.parts = parts;
  }

  /// Loads and installs all of them, or none: where something is wrong with one, the others are
  /// still tried, so that everything is reported together.
  public Installed install(List<PluginBlock> blocks) throws WrongConfiguration {
    Policies policies = new Policies();
    Unloading unloading = new Unloading();
    List<Loaded> plugins = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (PluginBlock block : blocks) {
      install(block, policies, unloading, plugins, problems);
    }
    if (!problems.isEmpty()) {
      unloading.close();
      throw new WrongConfiguration(problems);
    }
    return new Installed(
        plugins,
        policies.set(),
        policies.queueSet(),
        policies.questions(),
        policies.commands(),
        unloading::close);
  }

  private void install(
      PluginBlock named,
      Policies policies,
      Unloading unloading,
      List<Loaded> plugins,
      List<Problem> problems) {
    String name = named.name();
    Block block = named.settings();
    String header = "[plugins." + name + "]: ";
    try {
      Loaded loaded = source.load(name);
      unloading.add(name, loaded.world()::close);
      PluginHost host = new PluginHost(name, block, parts, policies, unloading);
      loaded.plugin().install(host);
      host.close();
      plugins.add(loaded);
      problems.addAll(block.unasked());
    } catch (SettingsException e) {
      problems.add(block.problem(e));
    } catch (UnusablePlugin e) {
      problems.add(new Problem(block.at(), header + e.getMessage()));
    } catch (RuntimeException | Error e) {
      // Whatever a plug-in's own code throws must name the plug-in, not look like our fault.
      problems.add(new Problem(block.at(), header + "cannot be installed: " + e));
    }
  }
}
