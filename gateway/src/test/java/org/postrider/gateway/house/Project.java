// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The tree this build stands in: its modules, sources and pages. Paths are given relative to the
/// root, with `/`.
final class Project {
  /// What an archetype holds is not Java before its names are filled in.
  private static final String TEMPLATES = "/archetype-resources/";

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Path ROOT =
      Path.of(System.getProperty("postrider.root", "..")).toAbsolutePath().normalize();

  private Project() {}

  /// The directories of all modules, as the root's pom names them.
  static List<String> modules() {
    return MODULE.matcher(text("pom.xml")).results().map(found -> found.group(1)).toList();
  }

  /// Every file below a module's `src`, and every page of the docs, whose name ends so.
  static List<String> files(String ending) {
    Stream<String> tops = Stream.concat(modules().stream().map(m -> m + "/src"), Stream.of("docs"));
    return tops.flatMap(top -> below(top, ending)).sorted().toList();
  }

  /// Every page for people: the docs, and what stands at the root and beside the modules.
  static List<String> pages() {
    Stream<String> besides =
        Stream.concat(Stream.of(""), modules().stream().map(m -> m + "/"))
            .flatMap(top -> list(top).filter(file -> file.endsWith(".md")));
    return Stream.concat(besides, below("docs", ".md")).sorted().toList();
  }

  static Path path(String file) {
    return ROOT.resolve(file);
  }

  static boolean exists(String file) {
    return Files.exists(path(file));
  }

  static String text(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static Stream<String> below(String top, String ending) {
    if (!exists(top)) {
      return Stream.empty();
    }
    try (Stream<Path> all = Files.walk(path(top))) {
      return all.filter(Files::isRegularFile).map(Project::name).toList().stream()
          .filter(name -> name.endsWith(ending))
          .filter(name -> !name.contains(TEMPLATES));
    } catch (IOException e) {
      throw new UncheckedIOException(top, e);
    }
  }

  private static Stream<String> list(String top) {
    try (Stream<Path> all = Files.list(path(top))) {
      return all.filter(Files::isRegularFile).map(Project::name).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(top, e);
    }
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }
}
