// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a configuration says, with what holds where it says nothing, as a configuration file again.
/// Secrets are not shown.
public final class InForce {
  private final StringBuilder text = new StringBuilder();

  private InForce() {}

  /// The text for a file that [SettingsReader] takes.
  public static String text(Path file, Map<String, String> environment) throws WrongConfiguration {
    List<Problem> problems = new ArrayList<>();
    Node.Table root = TomlFiles.read(file, environment, problems);
    if (!problems.isEmpty()) {
      throw new WrongConfiguration(problems);
    }
    InForce inForce = new InForce();
    for (Section section : Keys.SECTIONS) {
      inForce.section(section, root);
    }
    return inForce.text.toString();
  }

  private void section(Section section, Node.Table root) {
    if (section.equals(Keys.TOP)) {
      table("", section, root);
    } else if (section.equals(Keys.PLUGIN)) {
      plugins(root);
    } else {
      Node node = root.entries().get(section.name());
      if (node instanceof Node.Items(_, List<Node> items)) {
        items.forEach(item -> table(section.header(), section, (Node.Table) item));
      } else if (node instanceof Node.Table found) {
        table(section.header(), section, found);
      } else if (!section.repeated() && !section.equals(Keys.TLS_FILES)) {
        table(section.header(), section, Node.Table.empty(root.at()));
      }
    }
  }

  private void table(String header, Section section, Node.Table table) {
    if (!header.isEmpty()) {
      text.append('\n').append(header).append('\n');
    }
    for (Key key : section.keys()) {
      Node node = table.entries().get(key.name());
      if (node != null) {
        boolean secret = key.kind() == Key.Kind.SECRET;
        line(key.name(), secret ? "\"(not shown)\"" : value(node), "");
      } else if (key.absent() != null && !section.repeated()) {
        line(key.name(), key.absentAsToml(), "  # not set");
      }
    }
  }

  private void plugins(Node.Table root) {
    if (root.entries().get("plugins") instanceof Node.Table table) {
      table
          .entries()
          .forEach((name, block) -> {
            text.append("\n[plugins.").append(name).append("]\n");
            if (block instanceof Node.Table(_, var entries)) {
              entries.forEach((key, node) -> line(key, value(node), ""));
            }
          });
    }
  }

  private void line(String key, String value, String comment) {
    text.append(key).append(" = ").append(value).append(comment).append('\n');
  }

  private static String value(Node node) {
    return switch (node) {
      case Node.Items(_, List<Node> items) ->
          items.stream().map(InForce::value).collect(Collectors.joining(", ", "[", "]"));
      case Node.Table(_, var entries) ->
          entries.entrySet().stream()
              .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Node.Scalar scalar ->
          scalar.from() == null ? scalar.shown() : '"' + scalar.shown() + '"';
    };
  }
}
