// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postrider.plugins.api.SmtpPlugin;

/// What a plug-in may see of the running program: the API, the protocol's words and the log.
/// Everything else it brings along, in whatever version it likes.
final class HostModules {
  static final String API = "org.postrider.plugins.api";

  private static final Set<String> SHARED = Set.of(API, "org.postrider.smtp.protocol", "org.slf4j");
  private static final Set<String> PLATFORM = new HashSet<>();

  static {
    ModuleFinder.ofSystem().findAll().forEach(each -> PLATFORM.add(each.descriptor().name()));
  }

  private HostModules() {}

  static boolean isShared(String module) {
    return SHARED.contains(module);
  }

  static boolean isPlatform(String module) {
    return PLATFORM.contains(module);
  }

  /// The version of the API that is running; empty where it was built without one.
  static Optional<ModuleDescriptor.Version> apiVersion() {
    return SmtpPlugin.class.getModule().getDescriptor().version();
  }

  static ModuleLayer layer() {
    ModuleLayer layer = HostModules.class.getModule().getLayer();
    if (layer == null) {
      throw new IllegalStateException("the gateway has to be started as a module");
    }
    return layer;
  }
}
