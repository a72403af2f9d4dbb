// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import java.util.ServiceConfigurationError;
import java.util.TreeSet;
import org.postrider.plugins.api.SmtpPlugin;

/// Loads a plug-in from the directory that has its name, below one of the plug-in directories. Only
/// the jars of a plug-in that is asked for are touched at all.
///
/// Where a jar is a module that provides an [SmtpPlugin], the directory becomes a module layer of
/// its own; otherwise a class path of its own. Either way two plug-ins may carry different versions
/// of one library.
public final class PluginLoader implements PluginSource {
  private final List<Path> directories;

  /// Looks into these directories, in this order; those that do not exist are passed over.
  public PluginLoader(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  @Override
  public Loaded load(String name) throws UnusablePlugin {
    Path directory = find(name);
    try {
      PluginWorld world = PluginWorld.of(directory, jars(directory));
      return choose(name, directory, world);
    } catch (IOException e) {
      throw new UnusablePlugin(directory + " cannot be read: " + e.getMessage(), e);
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      // A plug-in's constructor or static initialiser may throw anything; none of it is ours.
      throw new UnusablePlugin("the plug-in in " + directory + " cannot be made: " + e, e);
    }
  }

  private Path find(String name) throws UnusablePlugin {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      below(directory).stream().filter(each -> each.endsWith(name)).forEach(found::add);
    }
    if (found.size() > 1) {
      throw new UnusablePlugin(
          "the plug-in is there more than once: " + joined(found) + "; remove all but one");
    }
    if (found.isEmpty()) {
      SequencedSet<String> there = names();
      throw new UnusablePlugin(
          "there is no plug-in of this name in %s; there is: %s"
              .formatted(joined(directories), there.isEmpty() ? "none" : String.join(", ", there)));
    }
    return found.getFirst();
  }

  /// What plug-ins there are, by the names of their directories.
  public SequencedSet<String> names() throws UnusablePlugin {
    SequencedSet<String> names = new TreeSet<>();
    for (Path directory : directories) {
      below(directory).forEach(each -> names.add(each.getFileName().toString()));
    }
    return names;
  }

  private static String joined(List<Path> paths) {
    return String.join(", ", paths.stream().map(Path::toString).toList());
  }

  private static List<Path> below(Path directory) throws UnusablePlugin {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> result = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry) && !jars(entry).isEmpty()) {
          result.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UnusablePlugin(directory + " cannot be read: " + e.getMessage(), e);
    }
    return result;
  }

  private static List<Path> jars(Path directory) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.jar")) {
      entries.forEach(jars::add);
    }
    jars.sort(null);
    return jars;
  }

  private static Loaded choose(String name, Path directory, PluginWorld world)
      throws UnusablePlugin {
    List<String> names = new ArrayList<>();
    List<Loaded> chosen = new ArrayList<>();
    for (SmtpPlugin plugin : world.plugins()) {
      names.add(plugin.name());
      if (plugin.name().equals(name)) {
        chosen.add(
            new Loaded(
                plugin,
                directory.toString(),
                world.version(plugin),
                world.builtFor(plugin),
                world));
      }
    }
    if (chosen.size() > 1) {
      throw new UnusablePlugin(directory + " holds more than one plug-in called " + name);
    }
    if (chosen.isEmpty()) {
      throw new UnusablePlugin(
          names.isEmpty()
              ? directory + " holds no plug-in: no jar provides " + SmtpPlugin.class.getName()
              : directory
                  + " holds no plug-in called "
                  + name
                  + " but "
                  + String.join(", ", names));
    }
    return chosen.getFirst();
  }
}
