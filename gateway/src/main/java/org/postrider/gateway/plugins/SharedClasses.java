// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.util.HashSet;
import java.util.Set;
import org.postrider.plugins.api.SmtpPlugin;

/// The parent of every plug-in's class loader: of the program's classes it has only those that
/// plug-ins may see, of its resources none, and of the platform all.
///
/// It asks by package and not by delegation, because the platform's own loader hands out every
/// class of every module that the program was started with.
final class SharedClasses extends ClassLoader {
  private static final ClassLoader PROGRAM = SmtpPlugin.class.getClassLoader();

  private final Set<String> packages = new HashSet<>();

  SharedClasses() {
    super("shared-with-plug-ins", null);
    for (Module module : HostModules.layer().modules()) {
      if (HostModules.isPlatform(module.getName())) {
        packages.addAll(module.getPackages());
      } else if (HostModules.isShared(module.getName())) {
        module.getDescriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .forEach(exports -> packages.add(exports.source()));
      }
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    int dot = name.lastIndexOf('.');
    if (dot < 0 || !packages.contains(name.substring(0, dot))) {
      throw new ClassNotFoundException(name);
    }
    return PROGRAM.loadClass(name);
  }
}
