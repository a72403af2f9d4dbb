// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SettingsException;

/// One table of the configuration. It remembers which keys were asked for, so that the others can
/// be refused. For one thread, while the configuration is read.
///
/// A wrong value of a plug-in's block is thrown as a [SettingsException]; in the gateway's own
/// tables it is noted, and what holds where the key is absent is returned, so that one run reports
/// everything.
public final class Block implements Settings {
  private final String name;
  private final Node.Table table;
  private final Path base;
  private final Consumer<Problem> wrong;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Problem> said = new ArrayList<>();

  Block(String name, Node.Table table, Path base, Consumer<Problem> wrong) {
    this.name = name;
    this.table = table;
    this.base = base;
    this.wrong = wrong;
  }

  /// A plug-in's block from text alone, as if it stood under `[plugins.NAME]` in a file called
  /// `postrider.toml`; relative paths lie under `data`.
  public static Block ofPlugin(String plugin, String toml, Path data) throws WrongConfiguration {
    Node.Table table = TomlFiles.parsed("postrider.toml", toml, data);
    return ofPlugin(plugin, table, data);
  }

  static Block ofPlugin(String plugin, Node.Table table, Path data) {
    return new Block(
        "plugins." + plugin,
        table,
        data,
        problem -> {
          throw new SettingsException(problem.toString());
        });
  }

  /// The complaint that an exception of this block stands for; at the block's own place where the
  /// plug-in has made the exception by itself.
  public Problem problem(SettingsException exception) {
    String message = String.valueOf(exception.getMessage());
    return said.stream()
        .filter(problem -> problem.toString().equals(message))
        .findFirst()
        .orElseGet(() -> new Problem(table.at(), name + ": " + message));
  }

  /// What the block is called: `plugins.NAME`.
  public String name() {
    return name;
  }

  /// Where the block begins.
  public Position at() {
    return table.at();
  }

  /// The keys that nobody has asked for, each as a complaint with the place and, where one is near,
  /// the key that was meant.
  public List<Problem> unasked() {
    List<Problem> unknown = new ArrayList<>();
    table.entries().forEach((key, node) -> unknown(key, node, asked).ifPresent(unknown::add));
    return unknown;
  }

  private Optional<Problem> unknown(String key, Node node, Set<String> known) {
    if (known.contains(key)) {
      return Optional.empty();
    }
    String advice =
        Shown.nearest(key, known)
            .map(near -> "did you mean " + path(near) + "?")
            .orElseGet(() ->
                known.isEmpty() ? "there is none here" : "known: " + String.join(", ", known));
    return Optional.of(
        new Problem(node.at(), path(Shown.escaped(key)) + ": no such key; " + advice));
  }

  /// Whether the key is there.
  public boolean has(String key) {
    asked.add(key);
    return table.entries().containsKey(key);
  }

  @Override
  public String text(String key, String absent) {
    return read(key, absent, "a text", node -> scalar(node, String.class));
  }

  @Override
  public long number(String key, long absent, long least, long most) {
    return read(
        key,
        absent,
        "a whole number from " + least + " to " + most,
        node -> scalar(node, Long.class).filter(n -> n >= least && n <= most));
  }

  @Override
  public boolean flag(String key, boolean absent) {
    return read(key, absent, "true or false", node -> scalar(node, Boolean.class));
  }

  @Override
  public Duration duration(String key, Duration absent) {
    return read(
        key,
        absent,
        "a time such as \"90s\", \"5m\", \"1h30m\" or \"5d\"",
        node -> scalar(node, String.class).flatMap(Quantities::duration));
  }

  @Override
  public long size(String key, long absent) {
    return read(
        key,
        absent,
        "a number of octets such as \"64KiB\", \"10MiB\" or \"1GiB\"",
        node ->
            scalar(node, String.class)
                .flatMap(Quantities::size)
                .or(() -> scalar(node, Long.class).filter(n -> n >= 0)));
  }

  @Override
  public List<String> texts(String key, List<String> absent) {
    return list(key, absent, "a list of texts such as [\"a\", \"b\"]", Optional::of);
  }

  /// A list whose texts are read by `reader`; `wanted` says what they should be.
  <T> List<T> list(
      String key, List<T> absent, String wanted, Function<String, Optional<T>> reader) {
    asked.add(key);
    Node node = table.entries().get(key);
    if (node == null) {
      return absent;
    }
    if (!(node instanceof Node.Items items)) {
      complain(node, key, wanted);
      return absent;
    }
    List<T> values = new ArrayList<>();
    for (Node item : items.items()) {
      Optional<T> value = scalar(item, String.class).flatMap(reader);
      value.ifPresentOrElse(values::add, () -> complain(item, key, wanted));
    }
    return List.copyOf(values);
  }

  @Override
  public Path path(String key, Path absent) {
    return base.resolve(
            read(
                key,
                absent,
                "the path of a file or directory",
                node -> scalar(node, String.class).flatMap(Block::asPath)))
        .normalize();
  }

  /// A text that `reader` turns into something else; `wanted` says what it should be.
  <T> T as(String key, T absent, String wanted, Function<String, Optional<T>> reader) {
    return read(key, absent, wanted, node -> scalar(node, String.class).flatMap(reader));
  }

  @Override
  public SettingsException wrong(String key, String message) {
    Problem problem = problem(key, message);
    said.add(problem);
    return new SettingsException(problem.toString());
  }

  /// A complaint about a key, at its place, or at the block's where it is absent.
  Problem problem(String key, String message) {
    Node node = table.entries().get(key);
    return new Problem(node == null ? table.at() : node.at(), path(key) + ": " + message);
  }

  void complain(String key, String message) {
    report(problem(key, message));
  }

  void report(Problem problem) {
    said.add(problem);
    wrong.accept(problem);
  }

  /// The texts of a list, as far as it is one; not counted as asking for it.
  List<String> listed(String key) {
    return table.entries().get(key) instanceof Node.Items(_, List<Node> items)
        ? items.stream().flatMap(item -> scalar(item, String.class).stream()).toList()
        : List.of();
  }

  @Nullable Node node(String key) {
    return table.entries().get(key);
  }

  private <T> T read(String key, T absent, String wanted, Function<Node, Optional<T>> reader) {
    asked.add(key);
    Node node = table.entries().get(key);
    if (node == null) {
      return absent;
    }
    Optional<T> value = reader.apply(node);
    if (value.isEmpty()) {
      complain(node, key, wanted);
    }
    return value.orElse(absent);
  }

  private void complain(Node node, String key, String wanted) {
    report(new Problem(node.at(), path(key) + ": found " + node.shown() + ", wanted " + wanted));
  }

  private static <T> Optional<T> scalar(Node node, Class<T> type) {
    return node instanceof Node.Scalar scalar && type.isInstance(scalar.value())
        ? Optional.of(type.cast(scalar.value()))
        : Optional.empty();
  }

  private static Optional<Path> asPath(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty(); // said as what was found and what was wanted
    }
  }

  private String path(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }
}
