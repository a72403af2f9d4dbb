// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

/// A policy: found by `java.util.ServiceLoader`, inert until the configuration names it. Needs a
/// public constructor without arguments. This interface will not grow.
public interface SmtpPlugin {
  /// What the configuration and the log call it: lower-case letters, digits and hyphens.
  String name();

  /// Registers what the plug-in wants to be asked; called once for each time the configuration is
  /// loaded, on a new instance. Whatever it throws stops the start or the reload, and a
  /// [SettingsException] says where the configuration is wrong.
  void install(Host host);
}
