// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.SmtpPlugin;

/// A plug-in of plain jars that name it in `META-INF/services`, or of modules that do not fit
/// together in a layer.
final class ClassPathWorld implements PluginWorld {
  private final URLClassLoader loader;
  private final List<ModuleDescriptor> modules;

  private ClassPathWorld(URLClassLoader loader, List<ModuleDescriptor> modules) {
    this.loader = loader;
    this.modules = modules;
  }

  /// A class path of these jars; `modules` are those of them that provide plug-ins as modules do.
  static ClassPathWorld of(List<Path> jars, List<ModuleDescriptor> modules) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return new ClassPathWorld(new URLClassLoader(urls, new SharedClasses()), modules);
  }

  @Override
  public List<SmtpPlugin> plugins() {
    if (modules.isEmpty()) {
      return PluginWorld.own(
          ServiceLoader.load(SmtpPlugin.class, loader),
          type -> loader.equals(type.getClassLoader()));
    }
    List<SmtpPlugin> plugins = new ArrayList<>();
    for (ModuleDescriptor module : modules) {
      LayerWorld.providers(module).forEach(name -> plugins.add(made(name)));
    }
    return plugins;
  }

  private SmtpPlugin made(String name) {
    try {
      return loader.loadClass(name).asSubclass(SmtpPlugin.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ServiceConfigurationError(name + " cannot be made", e);
    }
  }

  @Override
  public String version(SmtpPlugin plugin) {
    Optional<ModuleDescriptor> module = module(plugin);
    if (module.isPresent()) {
      return LayerWorld.version(module.get());
    }
    @Nullable String version = plugin.getClass().getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  @Override
  public String builtFor(SmtpPlugin plugin) {
    return module(plugin).map(LayerWorld::builtFor).orElse("");
  }

  private Optional<ModuleDescriptor> module(SmtpPlugin plugin) {
    String name = plugin.getClass().getName();
    return modules.stream().filter(each -> LayerWorld.providers(each).contains(name)).findFirst();
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
