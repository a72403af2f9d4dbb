// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

/// The reference page of the configuration, from the table that reading follows too.
public final class Reference {
  private static final String BEGIN =
      """
      # Configuration

      <!-- Written by ReferenceTest from the table of keys; do not edit. -->

      One file in [TOML](https://toml.io) 1.1, `postrider.toml`. A mistake stops the start or the
      reload: every wrong, unknown or doubled key is named with file, line and column.

      - A *time* is `"250ms"`, `"90s"`, `"5m"`, `"1h30m"` or `"5d"`;
        a *size* is `"64KiB"`, `"10MiB"` or `"1GiB"`.
      - A relative *path* lies under the directory that `data` names.
      - In every text, `${env:NAME}` stands for a variable of the environment and `${file:PATH}` for
        the content of a file (relative to the configuration's own directory), so that secrets need
        not stand in the configuration; what was put in is never shown. `$${` stands for `${`.
      - `postrider check` reads the configuration as a start would and prints what is in force.
      """;

  private Reference() {}

  /// The page, in Markdown.
  public static String page() {
    StringBuilder page = new StringBuilder(BEGIN);
    for (Section section : Keys.SECTIONS) {
      String title = section.name().isEmpty() ? "Above all tables" : "`" + section.header() + "`";
      page.append("\n## ").append(title).append("\n\n").append(section.says()).append("\n\n");
      page.append("| key | value | without it | |\n|---|---|---|---|\n");
      section.keys().forEach(key -> row(page, key));
    }
    return page.toString();
  }

  private static void row(StringBuilder page, Key key) {
    String range = key.range().isEmpty() ? "" : ": " + key.range();
    String absent = key.absentAsToml().isEmpty() ? "—" : "`" + key.absentAsToml() + "`";
    page.append("| `").append(key.name()).append("` | ");
    page.append(key.kind().words()).append(range).append(" | ").append(absent);
    page.append(" | ").append(key.says()).append(" |\n");
  }
}
