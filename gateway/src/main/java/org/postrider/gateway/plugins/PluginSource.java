// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

/// Where plug-ins come from: [PluginLoader], or a test's own list.
@FunctionalInterface
public interface PluginSource {
  /// A new instance of the plug-in of this name.
  Loaded load(String name) throws UnusablePlugin;
}
