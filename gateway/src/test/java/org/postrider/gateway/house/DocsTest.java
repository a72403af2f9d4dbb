// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages' links lead somewhere.
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

  @Test
  void hasNoDeadLinks() {
    List<String> pages = Project.pages();
    assertThat(pages).isNotEmpty();
    var dead = new ArrayList<String>();
    for (String page : pages) {
      String text = CODE.matcher(Project.text(page)).replaceAll("");
      LINK.matcher(text)
          .results()
          .map(link -> link.group(1))
          .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
          .filter(link -> !leadsSomewhere(page, link))
          .forEach(link -> dead.add(page + ": " + link));
    }
    assertThat(dead).isEmpty();
  }

  private static boolean leadsSomewhere(String page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path above = Path.of(page).getParent();
    Path relative = above == null ? Path.of(file) : above.resolve(file);
    String target = file.isEmpty() ? page : relative.normalize().toString();
    return Project.exists(target)
        && (hash < 0 || headings(target).contains(link.substring(hash + 1)));
  }

  /// The anchors that a page's headings get where pages are shown.
  private static List<String> headings(String page) {
    return Project.text(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+\\s*", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N}\\s_-]", "").replace(' ', '-'))
        .toList();
  }
}
