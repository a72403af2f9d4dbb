// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.SmtpPlugin;

/// A plug-in of plain jars that name it in `META-INF/services`.
final class ClassPathWorld implements PluginWorld {
  private final URLClassLoader loader;

  private ClassPathWorld(URLClassLoader loader) {
    this.loader = loader;
  }

  static ClassPathWorld of(List<Path> jars) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return new ClassPathWorld(new URLClassLoader(urls, new SharedClasses()));
  }

  @Override
  public List<SmtpPlugin> plugins() {
    return PluginWorld.own(
        ServiceLoader.load(SmtpPlugin.class, loader), type -> loader.equals(type.getClassLoader()));
  }

  @Override
  public String version(SmtpPlugin plugin) {
    @Nullable String version = plugin.getClass().getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  @Override
  public String builtFor(SmtpPlugin plugin) {
    return "";
  }
}
