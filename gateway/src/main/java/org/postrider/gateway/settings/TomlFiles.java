// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/// Reads the main file and those it includes into one tree. Tables of several files are put
/// together, lists of tables (`[[route]]`) one after the other; a value that stands twice is an
/// error that names both places.
final class TomlFiles {
  /// How large a configuration file may be.
  static final long LARGEST = 4L << 20;

  private static final String INCLUDE = "include";
  private static final Pattern TWICE =
      Pattern.compile("(.+?) previously defined at line (\\d+), column (\\d+)", Pattern.DOTALL);

  private final Path directory;
  private final Substitution substitution;
  private final List<Problem> problems;

  private TomlFiles(Path directory, Map<String, String> environment, List<Problem> problems) {
    this.directory = directory;
    this.problems = problems;
    substitution = new Substitution(directory, environment, problems);
  }

  /// Reads `file` and what it includes; what is wrong goes to `problems`.
  static Node.Table read(Path file, Map<String, String> environment, List<Problem> problems) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    TomlFiles files =
        new TomlFiles(directory == null ? Path.of("/") : directory, environment, problems);
    Node.Table root = files.file(file, file.toString());
    for (Path included : files.includes(root)) {
      Node.Table more = files.file(included, included.toString());
      Node nested = more.entries().remove(INCLUDE);
      if (nested != null) {
        problems.add(new Problem(nested.at(), "include: only the main file may include others"));
      }
      files.merge(root, more, "");
    }
    return root;
  }

  /// Reads a text alone, as if it were a file called `name` in `directory`.
  static Node.Table parsed(String name, String toml, Path directory) throws WrongConfiguration {
    List<Problem> problems = new ArrayList<>();
    Node.Table root = new TomlFiles(directory, Map.of(), problems).tree(name, toml);
    if (!problems.isEmpty()) {
      throw new WrongConfiguration(problems);
    }
    return root;
  }

  private Node.Table file(Path file, String name) {
    try {
      if (Files.size(file) > LARGEST) {
        problems.add(new Problem(Position.of(name), "larger than " + Quantities.text(LARGEST)));
      } else {
        return tree(name, Files.readString(file));
      }
    } catch (NoSuchFileException e) {
      problems.add(new Problem(Position.of(name), "no such file"));
    } catch (IOException e) {
      problems.add(new Problem(Position.of(name), "cannot be read: " + e));
    }
    return Node.Table.empty(Position.of(name));
  }

  private Node.Table tree(String name, String toml) {
    TomlParseResult result = Toml.parse(toml, TomlVersion.V1_1_0);
    for (TomlParseError error : result.errors()) {
      problems.add(new Problem(at(name, error.position()), said(error)));
    }
    return table(result, Position.of(name), name);
  }

  private static String said(TomlParseError error) {
    String message = String.valueOf(error.getMessage());
    Matcher twice = TWICE.matcher(message);
    return twice.matches()
        ? twice.group(1)
            + ": defined twice, first at line "
            + twice.group(2)
            + ", column "
            + twice.group(3)
        : message;
  }

  private static Position at(String file, TomlPosition position) {
    return new Position(file, position.line(), position.column());
  }

  private Node.Table table(TomlTable toml, Position at, String file) {
    Node.Table table = Node.Table.empty(at);
    for (String key : toml.keySet()) {
      List<String> path = List.of(key);
      Object value = toml.get(path);
      TomlPosition position = toml.inputPositionOf(path);
      if (value != null && position != null) {
        table.entries().put(key, node(value, at(file, position), file));
      }
    }
    return table;
  }

  private Node node(Object value, Position at, String file) {
    return switch (value) {
      case TomlTable table -> table(table, at, file);
      case TomlArray array -> items(array, at, file);
      case String text -> substitution.in(text, at);
      default -> new Node.Scalar(at, value, null);
    };
  }

  private Node.Items items(TomlArray array, Position at, String file) {
    List<Node> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      TomlPosition position = array.inputPositionOf(i);
      items.add(node(array.get(i), position == null ? at : at(file, position), file));
    }
    return new Node.Items(at, items);
  }

  private List<Path> includes(Node.Table root) {
    Node include = root.entries().remove(INCLUDE);
    List<Path> files = new ArrayList<>();
    if (include instanceof Node.Items items) {
      for (Node item : items.items()) {
        if (item instanceof Node.Scalar(Position at, String pattern, _)) {
          files.addAll(matching(pattern, at));
        } else {
          wantedPatterns(item);
        }
      }
    } else if (include != null) {
      wantedPatterns(include);
    }
    return files;
  }

  private void wantedPatterns(Node node) {
    problems.add(
        new Problem(
            node.at(),
            "include: found " + node.shown() + ", wanted a list such as [\"conf.d/*.toml\"]"));
  }

  private List<Path> matching(String pattern, Position at) {
    if (!pattern.contains("*") && !pattern.contains("?")) {
      return List.of(directory.resolve(pattern));
    }
    int slash = pattern.lastIndexOf('/');
    Path folder = slash < 0 ? directory : directory.resolve(pattern.substring(0, slash + 1));
    if (!Files.isDirectory(folder)) {
      problems.add(new Problem(at, "include: no such directory: " + folder));
      return List.of();
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, pattern.substring(slash + 1))) {
      return StreamSupport.stream(found.spliterator(), false).sorted().toList();
    } catch (IOException | PatternSyntaxException e) {
      problems.add(new Problem(at, "include: cannot look for " + pattern + ": " + e.getMessage()));
      return List.of();
    }
  }

  private void merge(Node.Table into, Node.Table more, String path) {
    more.entries()
        .forEach((key, node) -> {
          Node there = into.entries().putIfAbsent(key, node);
          if (there != null) {
            join(into, key, there, node, path + key);
          }
        });
  }

  private void join(Node.Table into, String key, Node there, Node more, String path) {
    if (there instanceof Node.Table a && more instanceof Node.Table b) {
      merge(a, b, path + ".");
    } else if (ofTables(there) instanceof Node.Items(Position at, List<Node> first)
        && ofTables(more) instanceof Node.Items(_, List<Node> second)) {
      List<Node> all = new ArrayList<>(first);
      all.addAll(second);
      into.entries().put(key, new Node.Items(at, all));
    } else {
      problems.add(new Problem(more.at(), path + ": defined twice, first at " + there.at()));
    }
  }

  private static Node ofTables(Node node) {
    boolean tables =
        node instanceof Node.Items(_, List<Node> items)
            && items.stream().allMatch(Node.Table.class::isInstance);
    return tables ? node : Node.Table.empty(node.at());
  }
}
