// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The tables of a configuration, found by the [Section] that describes them. What has the wrong
/// shape or is not known is noted.
final class Tables {
  private static final String PLUGINS = "plugins";
  private static final Set<String> NAMES =
      Keys.SECTIONS.stream()
          .map(section -> section.equals(Keys.PLUGIN) ? PLUGINS : section.name())
          .filter(name -> !name.isEmpty())
          .collect(Collectors.toCollection(TreeSet::new));

  private final Node.Table root;
  private final Path base;
  private final Consumer<Problem> wrong;

  /// Relative paths lie under `base`.
  Tables(Node.Table root, Path base, Consumer<Problem> wrong) {
    this.root = root;
    this.base = base;
    this.wrong = wrong;
  }

  /// The same with another directory for relative paths.
  Tables under(Path directory) {
    return new Tables(root, directory, wrong);
  }

  /// Where the configuration begins.
  Position at() {
    return root.at();
  }

  boolean has(Section section) {
    return root.entries().containsKey(section.name());
  }

  /// The keys above all tables; notes the tables that nobody knows.
  Fields top() {
    Node.Table above = Node.Table.empty(root.at());
    for (Map.Entry<String, Node> entry : root.entries().entrySet()) {
      boolean known = NAMES.contains(entry.getKey());
      if (!known && isTable(entry.getValue())) {
        refuse(entry.getKey(), entry.getValue());
      } else if (!known) {
        above.entries().put(entry.getKey(), entry.getValue());
      }
    }
    return fields(Keys.TOP, above);
  }

  private void refuse(String name, Node node) {
    String advice =
        Shown.nearest(name, NAMES)
            .map(near -> "did you mean [" + near + "]?")
            .orElse("known: " + String.join(", ", NAMES));
    wrong.accept(new Problem(node.at(), "[" + Shown.escaped(name) + "]: no such table; " + advice));
  }

  private static boolean isTable(Node node) {
    return node instanceof Node.Table || isTables(node);
  }

  private static boolean isTables(Node node) {
    return node instanceof Node.Items(_, List<Node> items)
        && !items.isEmpty()
        && items.stream().allMatch(Node.Table.class::isInstance);
  }

  /// The one table of a section, empty where it is absent.
  Fields table(Section section) {
    Node node = root.entries().get(section.name());
    if (node instanceof Node.Table table) {
      return fields(section, table);
    }
    if (node != null) {
      complain(node, section.name(), "a table " + section.header());
    }
    return fields(section, Node.Table.empty(root.at()));
  }

  /// The tables of a section that may stand more than once.
  List<Fields> tables(Section section) {
    Node node = root.entries().get(section.name());
    List<Fields> found = new ArrayList<>();
    if (node instanceof Node.Items(_, List<Node> items) && isTables(node)) {
      items.forEach(item -> found.add(fields(section, (Node.Table) item)));
    } else if (node != null) {
      complain(node, section.name(), "tables that each begin with " + section.header());
    }
    return found;
  }

  /// The blocks of the plug-ins, in order.
  List<GatewaySettings.PluginBlock> plugins() {
    Node node = root.entries().get(PLUGINS);
    List<GatewaySettings.PluginBlock> blocks = new ArrayList<>();
    if (node instanceof Node.Table table) {
      table.entries().forEach((name, block) -> plugin(name, block).ifPresent(blocks::add));
    } else if (node != null) {
      complain(node, PLUGINS, "tables such as [plugins.relay]");
    }
    return blocks;
  }

  private Optional<GatewaySettings.PluginBlock> plugin(String name, Node node) {
    String path = PLUGINS + "." + name;
    if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
      wrong.accept(
          new Problem(
              node.at(),
              "["
                  + Shown.escaped(path)
                  + "]: a plug-in's name is made of lower-case letters, digits and hyphens"));
    } else if (node instanceof Node.Table table) {
      Block block = Block.ofPlugin(name, table, base);
      return Optional.of(new GatewaySettings.PluginBlock(name, block));
    } else {
      complain(node, path, "a table [" + path + "]");
    }
    return Optional.empty();
  }

  private Fields fields(Section section, Node.Table table) {
    Fields fields = new Fields(section, new Block(section.name(), table, base, wrong));
    fields.refuseUnknown();
    return fields;
  }

  private void complain(Node node, String name, String wanted) {
    wrong.accept(new Problem(node.at(), name + ": found " + node.shown() + ", wanted " + wanted));
  }
}
