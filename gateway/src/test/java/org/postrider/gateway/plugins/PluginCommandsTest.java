// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.Offline;
import org.postrider.gateway.PluginSources;
import org.postrider.gateway.command.Console;
import org.postrider.gateway.command.Program;

/// `postrider plugin list` and `check`, with real jars.
class PluginCommandsTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path plugins;

  @BeforeEach
  void prepare() throws IOException {
    plugins = directory.resolve("plugins");
    TestJars jars = new TestJars(directory);
    for (String name : new String[] {"first", "second"}) {
      jars.pack(
          plugins.resolve(name).resolve(name + ".jar"),
          Map.of(
              name + "/P.java",
              TestJars.plugin(name, name, "\"x\""),
              "module-info.java",
              TestJars.descriptor(name, name)));
    }
    Files.writeString(Files.createDirectories(plugins.resolve("junk")).resolve("junk.jar"), "junk");
  }

  private int call(String... words) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Console console = new Console(out, out, new BufferedReader(new StringReader("")), Map.of());
    Offline offline = new Offline(PluginSources.BUILT, InstantSource.system());
    return new Program(console, offline).run(words);
  }

  private String[] lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
  }

  private int list(String blocks) throws IOException {
    Path file = directory.resolve("postrider.toml");
    Files.writeString(
        file,
        """
        hostname = "mx.example.org"
        [[listener]]
        name = "mx"
        kind = "mx"
        address = "127.0.0.1:0"
        """
            + blocks);
    return call("plugin", "list", "--config", file.toString());
  }

  @Test
  void theListIsInTheOrderOfAskingAndThenWhatIsThereBesides() throws IOException {
    assertThat(list("[plugins.second]\n[plugins.first]\n")).isZero();
    assertThat(lines()).hasSize(3);
    assertThat(lines()[0])
        .startsWith("second ")
        .contains(" asked ", "about hello; version ", "built for API ");
    assertThat(lines()[1]).startsWith("first ").endsWith("from " + plugins.resolve("first"));
    assertThat(lines()[2]).startsWith("junk ").endsWith("not named");
  }

  @Test
  void oneThatIsNamedAndCannotBeLoadedIsShownAsThat() throws IOException {
    assertThat(list("[plugins.junk]\n[plugins.third]\n")).isOne();
    assertThat(lines()[0]).startsWith("junk ").contains(" unusable ", "holds no plug-in");
    assertThat(lines()[1]).startsWith("third ").contains("there is no plug-in of this name");
  }

  @Test
  void aDirectoryIsCheckedByLoadingIt() {
    assertThat(call("plugin", "check", plugins.resolve("first").toString())).isZero();
    assertThat(call("plugin", "check", plugins.resolve("junk").toString())).isOne();
    assertThat(call("plugin", "check", plugins.resolve("none").toString())).isEqualTo(2);
    assertThat(lines()[0]).startsWith("first can be loaded: version unknown, built for API ");
    assertThat(lines()[1]).isEqualTo("first is asked about hello");
    assertThat(lines()[2]).contains("holds no plug-in");
    assertThat(lines()[3]).contains("is no directory");
  }
}
