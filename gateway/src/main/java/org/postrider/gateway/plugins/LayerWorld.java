// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Version;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.plugins.api.SmtpPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A plug-in of modules: a layer above the program's own, in which its own jars come first.
final class LayerWorld implements PluginWorld {
  private static final Logger LOG = LoggerFactory.getLogger(LayerWorld.class);

  private final ModuleLayer layer;

  private LayerWorld(ModuleLayer layer) {
    this.layer = layer;
  }

  /// Each jar with a finder of its own, which remembers what it has read: some jars are large.
  static List<ModuleFinder> finders(List<Path> jars) {
    return jars.stream().map(ModuleFinder::of).toList();
  }

  /// Whether one of the jars is a module that provides a plug-in.
  static boolean isOneOf(List<ModuleFinder> jars) {
    return jars.stream().anyMatch(jar -> descriptors(jar).stream().anyMatch(LayerWorld::provides));
  }

  private static List<ModuleDescriptor> descriptors(ModuleFinder jar) {
    try {
      return jar.findAll().stream().map(ModuleReference::descriptor).toList();
    } catch (FindException _) {
      return List.of(); // a jar that cannot even be taken for a module is good for a class path
    }
  }

  private static boolean provides(ModuleDescriptor module) {
    return !module.isAutomatic() && !providers(module).isEmpty();
  }

  /// The classes by which a module provides plug-ins.
  static List<String> providers(ModuleDescriptor module) {
    return module.provides().stream()
        .filter(provides -> provides.service().equals(SmtpPlugin.class.getName()))
        .flatMap(provides -> provides.providers().stream())
        .toList();
  }

  /// A layer; or a class path, where jars that are no modules keep the others from fitting
  /// together: such a jar reads whatever there is, in the program too, and must not find one module
  /// twice.
  static PluginWorld of(Path directory, List<Path> jars, List<ModuleFinder> finders)
      throws IOException, UnusablePlugin {
    ModuleFinder finder =
        new OwnModules(ModuleFinder.compose(finders.toArray(ModuleFinder[]::new)));
    List<ModuleDescriptor> plugins = new ArrayList<>();
    try {
      for (ModuleReference module : finder.findAll()) {
        checkRequires(module.descriptor(), finder);
        if (provides(module.descriptor())) {
          plugins.add(module.descriptor());
        }
      }
      ModuleLayer program = HostModules.layer();
      Configuration configuration =
          Configuration.resolveAndBind(
              finder,
              List.of(program.configuration()),
              ModuleFinder.of(),
              plugins.stream().map(ModuleDescriptor::name).toList());
      ModuleLayer.Controller made =
          ModuleLayer.defineModulesWithOneLoader(
              configuration, List.of(program), new SharedClasses());
      return new LayerWorld(made.layer());
    } catch (ResolutionException | LayerInstantiationException e) {
      if (finder.findAll().stream().anyMatch(module -> module.descriptor().isAutomatic())) {
        LOG.info("{} is loaded as a class path: {}", directory, e.getMessage());
        return ClassPathWorld.of(jars, plugins);
      }
      throw misfit(directory, e);
    } catch (FindException e) {
      throw misfit(directory, e);
    }
  }

  private static UnusablePlugin misfit(Path directory, RuntimeException e) {
    return new UnusablePlugin(
        "the modules in " + directory + " do not fit together: " + e.getMessage(), e);
  }

  private static void checkRequires(ModuleDescriptor module, ModuleFinder own)
      throws UnusablePlugin {
    for (Requires requires : module.requires()) {
      String name = requires.name();
      boolean optional = requires.modifiers().contains(Requires.Modifier.STATIC);
      if (name.equals(HostModules.API)) {
        checkVersion(module, requires);
      } else if (!optional && !HostModules.isShared(name) && own.find(name).isEmpty()) {
        checkPlatform(module, name);
      }
    }
  }

  private static void checkVersion(ModuleDescriptor module, Requires api) throws UnusablePlugin {
    Optional<Version> wanted = api.compiledVersion();
    Optional<Version> here = HostModules.apiVersion();
    if (wanted.isPresent() && here.isPresent() && wanted.get().compareTo(here.get()) > 0) {
      throw new UnusablePlugin(
          "%s was built for version %s of the plug-in API, and this program has %s: upgrade it, or"
                  .formatted(module.toNameAndVersion(), wanted.get(), here.get())
              + " take an older plug-in");
    }
  }

  private static void checkPlatform(ModuleDescriptor module, String name) throws UnusablePlugin {
    if (!HostModules.isPlatform(name)) {
      throw new UnusablePlugin(
          module.name() + " requires " + name + ", which has to be put beside it");
    }
    if (HostModules.layer().findModule(name).isEmpty()) {
      throw new UnusablePlugin(
          "%s requires %s: start with POSTRIDER_JAVA_OPTIONS=\"--add-modules %s\""
              .formatted(module.name(), name, name));
    }
  }

  @Override
  public List<SmtpPlugin> plugins() {
    return PluginWorld.own(
        ServiceLoader.load(layer, SmtpPlugin.class),
        type -> layer.equals(type.getModule().getLayer()));
  }

  @Override
  public String version(SmtpPlugin plugin) {
    return version(descriptor(plugin));
  }

  static String version(ModuleDescriptor module) {
    return module.version().map(Version::toString).orElse("");
  }

  @Override
  public String builtFor(SmtpPlugin plugin) {
    return builtFor(descriptor(plugin));
  }

  static String builtFor(ModuleDescriptor module) {
    return module.requires().stream()
        .filter(requires -> requires.name().equals(HostModules.API))
        .findFirst()
        .flatMap(Requires::compiledVersion)
        .map(Version::toString)
        .orElse("");
  }

  @Override
  public void close() {} // a layer goes when nothing refers to it any more

  private static ModuleDescriptor descriptor(SmtpPlugin plugin) {
    return plugin.getClass().getModule().getDescriptor();
  }

  /// A plug-in's jars without copies of what the program shares: with a second API of its own no
  /// plug-in would ever be recognised.
  private record OwnModules(ModuleFinder jars) implements ModuleFinder {
    @Override
    public Optional<ModuleReference> find(String name) {
      return HostModules.isShared(name) ? Optional.empty() : jars.find(name);
    }

    @Override
    public Set<ModuleReference> findAll() {
      return jars.findAll().stream()
          .filter(module -> !HostModules.isShared(module.descriptor().name()))
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
