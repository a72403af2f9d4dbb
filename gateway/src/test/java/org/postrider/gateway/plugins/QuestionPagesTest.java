// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages about the questions: what they show compiles, and answers as they say.
class QuestionPagesTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final String IMPORTS =
      """
      package page;
      import static java.nio.charset.StandardCharsets.UTF_8;
      import static org.assertj.core.api.Assertions.assertThat;
      import java.util.*;
      import org.postrider.plugins.api.*;
      import org.postrider.plugins.harness.PluginHarness;
      import org.postrider.smtp.protocol.address.*;
      import org.postrider.smtp.protocol.message.Content;
      import org.postrider.smtp.protocol.reply.Reply;
      """;

  @TempDir private Path temporary;

  private static Path page(String name) {
    return Path.of(System.getProperty("postrider.root"), "docs/plugins", name + ".md");
  }

  /// What tests alone see: the harness and the assertions.
  private static Path[] libraries() {
    return Stream.of("java.class.path", "surefire.test.class.path")
        .map(property -> System.getProperty(property, ""))
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .filter(file -> !file.isEmpty())
        .map(Path::of)
        .toArray(Path[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection",
        "hello",
        "authentication",
        "mail",
        "recipient",
        "message",
        "queued",
        "attempt",
        "outcome"
      })
  void whatAPageShowsIsSo(String name) throws Exception {
    String text = Files.readString(page(name));
    assertThat(text)
        .contains("\n## When\n", "\n## Answers\n", "\n## Where it fails\n", "\n## Example\n");
    assertThat(Files.readString(page("writing"))).contains("(" + name + ".md)");
    List<String> blocks =
        JAVA.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(blocks).hasSize(2);
    Path jar = temporary.resolve("page.jar");
    new TestJars(temporary)
        .pack(
            jar,
            Map.of(
                "page/P.java",
                IMPORTS
                    + "public final class P implements SmtpPlugin {\n"
                    + "public String name() { return \"page\"; }\n"
                    + blocks.get(0)
                    + "}\n",
                "page/Asking.java",
                IMPORTS
                    + "public final class Asking implements Runnable {\n"
                    + "public void run() {\n"
                    + "PluginHarness harness = PluginHarness.with(new P());\n"
                    + blocks.get(1)
                    + "}\n}\n"),
            libraries());
    ClassLoader own = QuestionPagesTest.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, own)) {
      Runnable asking = (Runnable) loader.loadClass("page.Asking").getConstructor().newInstance();
      asking.run();
    }
  }
}
