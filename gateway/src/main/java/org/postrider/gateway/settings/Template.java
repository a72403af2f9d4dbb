// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A configuration file to begin with: every key, with its sentence; those that are not given stand
/// there as comments, with what holds without them.
public final class Template {
  private static final int WIDTH = 90;

  private final StringBuilder text = new StringBuilder();

  private Template() {}

  /// A table with the values of some of its keys, as they stand in TOML.
  ///
  /// @param name as in the reference; for a plug-in `plugins.NAME`
  public record Filled(String name, Map<String, String> values) {}

  /// The file, with `tables` in their order; tables of the reference that are not among them follow
  /// as comments. `begin` are the lines it begins with.
  public static String text(List<String> begin, List<Filled> tables) {
    Template template = new Template();
    begin.forEach(line -> template.comment(line));
    List<String> done = new ArrayList<>();
    for (Filled table : tables) {
      Section section = section(table.name());
      template.table(section, table, !done.contains(section.name()));
      done.add(section.name());
    }
    for (Section section : Keys.SECTIONS) {
      if (!done.contains(section.name())) {
        template.commented(section);
      }
    }
    return template.text.toString();
  }

  private static Section section(String name) {
    return Keys.SECTIONS.stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .orElse(Keys.PLUGIN);
  }

  private void table(Section section, Filled filled, boolean first) {
    text.append('\n');
    if (first && !section.name().isEmpty()) {
      comment(section.says());
    }
    if (!filled.name().isEmpty()) {
      text.append(section.repeated() ? "[[" + filled.name() + "]]" : "[" + filled.name() + "]");
      text.append('\n');
    }
    for (Key key : section.keys()) {
      String value = filled.values().get(key.name());
      if (value != null) {
        sentence(key, first && !section.repeated());
        text.append(key.name()).append(" = ").append(value).append('\n');
      } else if (!section.repeated() && !section.equals(Keys.PLUGIN)) {
        sentence(key, first);
        text.append('#').append(key.name()).append(" = ").append(key.absentAsToml()).append('\n');
      }
    }
    filled.values().forEach((key, value) -> own(section, key, value));
  }

  private void own(Section section, String key, String value) {
    if (!section.keyNames().contains(key)) {
      text.append(key).append(" = ").append(value).append('\n');
    }
  }

  private void commented(Section section) {
    text.append('\n');
    comment(section.says());
    text.append('#').append(section.header()).append('\n');
    for (Key key : section.keys()) {
      sentence(key, true);
      text.append('#').append(key.name()).append(" = ").append(key.absentAsToml()).append('\n');
    }
  }

  private void sentence(Key key, boolean wanted) {
    if (wanted) {
      comment(key.says());
    }
  }

  private void comment(String sentence) {
    StringBuilder line = new StringBuilder("#");
    for (String word : sentence.replace("`", "").split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
