// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.postrider.plugins.api.SmtpPlugin;

/// What a plug-in's classes see: its own jars, and of the program what [HostModules] names.
sealed interface PluginWorld extends AutoCloseable permits LayerWorld, ClassPathWorld {
  /// New instances of all plug-ins in it.
  List<SmtpPlugin> plugins();

  /// The version of the jar or module a plug-in comes from, or `""`.
  String version(SmtpPlugin plugin);

  /// The version of the API it was compiled against, or `""`.
  String builtFor(SmtpPlugin plugin);

  @Override
  void close() throws IOException;

  /// A world of these jars; `directory` is for messages.
  static PluginWorld of(Path directory, List<Path> jars) throws IOException, UnusablePlugin {
    List<ModuleFinder> finders = LayerWorld.finders(jars);
    return LayerWorld.isOneOf(finders)
        ? LayerWorld.of(directory, jars, finders)
        : ClassPathWorld.of(jars, List.of());
  }

  /// Instances of what a service loader finds, without what it finds in the program itself.
  static List<SmtpPlugin> own(ServiceLoader<SmtpPlugin> services, Predicate<Class<?>> isOwn) {
    return services.stream()
        .filter(provider -> isOwn.test(provider.type()))
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
