// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

class PluginLoaderTest {
  private static final String SERVICES = "META-INF/services/org.postrider.plugins.api.SmtpPlugin";

  @TempDir Path temporary;
  private Path plugins;
  private TestJars jars;
  private PluginLoader loader;

  @BeforeEach
  void prepare() {
    plugins = temporary.resolve("plugins");
    jars = new TestJars(temporary);
    loader = new PluginLoader(List.of(plugins));
  }

  /// What the plug-in in `plugins/NAME` says to a greeting.
  private String said(String name) throws Exception {
    Loaded loaded = loader.load(name);
    assertThat(loaded.plugin().name()).isEqualTo(name);
    HostParts parts =
        new HostParts(
            () -> Instant.EPOCH,
            new NoDns(),
            (_, _) -> NoMemory.NONE,
            _ -> _ -> {},
            Submitter.NONE);
    PluginBlock block = new PluginBlock(name, Block.ofPlugin(name, "", temporary));
    Installed installed = new Plugins(_ -> loaded, parts).install(List.of(block));
    Hello hello =
        new Hello(
            new Connection(
                "mx",
                ListenerKind.MX,
                new InetSocketAddress("192.0.2.1", 1),
                new InetSocketAddress("192.0.2.2", 25),
                ""),
            "client.example",
            true);
    Verdict verdict = installed.policies().hello().getFirst().answer().to(hello);
    return ((ContentVerdict.Refuse) verdict).refusal().reply().lines().getFirst();
  }

  private void library(Path jar, String version, boolean module) throws IOException {
    String source =
        "package lib; public class Lib { public static String version() { return \"%s\"; } }";
    Map<String, String> sources =
        module
            ? Map.of(
                "lib/Lib.java",
                source.formatted(version),
                "module-info.java",
                "module lib { exports lib; }")
            : Map.of("lib/Lib.java", source.formatted(version));
    jars.pack(jar, sources);
  }

  private void modulePlugin(String name, String version) throws IOException {
    Path lib = plugins.resolve(name).resolve("lib.jar");
    library(lib, version, true);
    jars.pack(
        plugins.resolve(name).resolve(name + ".jar"),
        Map.of(
            name + "/P.java",
            TestJars.plugin(name, name, "lib.Lib.version()"),
            "module-info.java",
            TestJars.descriptor(name, name, "requires lib;")),
        lib);
  }

  private void plainPlugin(String name, String version) throws IOException {
    Path lib = plugins.resolve(name).resolve("lib.jar");
    library(lib, version, false);
    jars.pack(
        plugins.resolve(name).resolve(name + ".jar"),
        Map.of(name + "/P.java", TestJars.plugin(name, name, "lib.Lib.version()")),
        Map.of(SERVICES, name + ".P\n"),
        lib);
  }

  @Test
  void pluginsMayCarryDifferentVersionsOfOneLibrary() throws Exception {
    modulePlugin("first", "one");
    modulePlugin("second", "two");
    plainPlugin("third", "three");
    plainPlugin("fourth", "four");
    assertThat(said("first")).isEqualTo("one");
    assertThat(said("second")).isEqualTo("two");
    assertThat(said("third")).isEqualTo("three");
    assertThat(said("fourth")).isEqualTo("four");
  }

  @Test
  void aModuleSaysItsVersionAndTheApiItWasBuiltFor() throws Exception {
    modulePlugin("first", "one");
    Loaded loaded = loader.load("first");
    assertThat(loaded.from()).isEqualTo(plugins.resolve("first").toString());
    assertThat(loaded.version()).isEmpty();
    assertThat(loaded.builtFor())
        .isEqualTo(HostModules.apiVersion().map(Object::toString).orElseThrow());
    assertThat(loaded.plugin().getClass().getModule().getLayer())
        .isNotEqualTo(loader.load("first").plugin().getClass().getModule().getLayer());
  }

  @Test
  void aPluginForANewerApiIsRefused() throws IOException {
    Path jar = plugins.resolve("new/new.jar");
    jars.pack(
        jar,
        Map.of(
            "newer/P.java", TestJars.plugin("newer", "new", "\"x\""),
            "module-info.java", TestJars.descriptor("newer", "newer")));
    jars.builtFor(jar, "newer", "newer", "99.1");
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("new"))
        .withMessageStartingWith(
            "newer@7.0 was built for version 99.1 of the plug-in API, and this program has ")
        .withMessageEndingWith(": upgrade it, or take an older plug-in");
  }

  @Test
  void aPluginForAnOlderApiIsTaken() throws Exception {
    Path jar = plugins.resolve("old/old.jar");
    jars.pack(
        jar,
        Map.of(
            "older/P.java", TestJars.plugin("older", "old", "\"x\""),
            "module-info.java", TestJars.descriptor("older", "older")));
    jars.builtFor(jar, "older", "older", "0.0.1");
    assertThat(said("old")).isEqualTo("x");
    assertThat(loader.load("old").version()).isEqualTo("7.0");
  }

  @Test
  void aPluginSeesTheApiAndNothingElseOfTheProgram() throws Exception {
    jars.pack(
        plugins.resolve("peep/peep.jar"),
        Map.of("peep/P.java", TestJars.plugin("peep", "peep", "Peep.at()"), "peep/Peep.java", PEEP),
        Map.of(SERVICES, "peep.P"));
    assertThat(said("peep")).isEqualTo("api=true gateway=false server=false slf4j=true services=1");
    jars.pack(
        plugins.resolve("look/look.jar"),
        Map.of(
            "look/P.java", TestJars.plugin("look", "look", "Peep.at()"),
            "look/Peep.java", PEEP.replace("package peep", "package look"),
            "module-info.java", TestJars.descriptor("look", "look")));
    assertThat(said("look")).startsWith("api=true gateway=false server=false");
  }

  private static final String PEEP =
      """
      package peep;
      final class Peep {
        static boolean sees(String name) {
          try {
            Class.forName(name, false, Peep.class.getClassLoader());
            return true;
          } catch (ClassNotFoundException e) {
            return false;
          }
        }
        static String at() {
          try {
            int services = java.util.Collections.list(Peep.class.getClassLoader()
                .getResources("META-INF/services/org.postrider.plugins.api.SmtpPlugin")).size();
            return "api=" + sees("org.postrider.plugins.api.Host")
                + " gateway=" + sees("org.postrider.gateway.Main")
                + " server=" + sees("org.postrider.smtp.server.PolicySet")
                + " slf4j=" + sees("org.slf4j.Logger")
                + " services=" + services;
          } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      """;

  @Test
  void aModuleThatRequiresMoreOfTheProgramIsRefused() throws IOException {
    jars.pack(
        plugins.resolve("deep/deep.jar"),
        Map.of(
            "deep/P.java", TestJars.plugin("deep", "deep", "\"x\""),
            "module-info.java",
                TestJars.descriptor("deep", "deep", "requires org.postrider.queue.store;")));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("deep"))
        .withMessage("deep requires org.postrider.queue.store, which has to be put beside it");
  }

  @Test
  void copiesOfTheApiBesideAPluginDoNoHarm() throws Exception {
    modulePlugin("first", "one");
    jars.pack(
        plugins.resolve("first/plugins-api.jar"),
        Map.of(
            "module-info.java",
            "module org.postrider.plugins.api { exports org.postrider.plugins.api; }",
            "org/postrider/plugins/api/SmtpPlugin.java",
            "package org.postrider.plugins.api; public interface SmtpPlugin {}"));
    assertThat(said("first")).isEqualTo("one");
  }

  /// A jar without a descriptor reads all modules there are, and would find one of them twice.
  @Test
  void aPlainLibraryBesideACopyOfOneOfOursBecomesAClassPath() throws Exception {
    Path lib = plugins.resolve("mixed/lib.jar");
    library(lib, "mixed", false);
    jars.pack(
        plugins.resolve("mixed/picocli.jar"),
        Map.of(
            "module-info.java", "module info.picocli { exports picocli; }",
            "picocli/Own.java", "package picocli; public class Own {}"));
    jars.pack(
        plugins.resolve("mixed/mixed.jar"),
        Map.of(
            "mixed/P.java", TestJars.plugin("mixed", "mixed", "lib.Lib.version()"),
            "module-info.java",
                TestJars.descriptor("mixed", "mixed", "requires lib; requires info.picocli;")),
        lib);
    assertThat(said("mixed")).isEqualTo("mixed");
    Loaded loaded = loader.load("mixed");
    assertThat(loaded.plugin().getClass().getModule().isNamed()).isFalse();
    assertThat(loaded.builtFor())
        .isEqualTo(HostModules.apiVersion().map(Object::toString).orElseThrow());
  }

  @Test
  void aNameThatIsNotThereIsAnsweredWithWhatIs() throws IOException {
    modulePlugin("first", "one");
    Files.createDirectories(plugins.resolve("empty"));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("frist"))
        .withMessage("there is no plug-in of this name in " + plugins + "; there is: first");
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> new PluginLoader(List.of(temporary.resolve("no"))).load("first"))
        .withMessageEndingWith("; there is: none");
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() throws IOException {
    modulePlugin("first", "one");
    Path other = Files.createDirectories(temporary.resolve("other/first"));
    Files.copy(plugins.resolve("first/first.jar"), other.resolve("first.jar"));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(
            () -> new PluginLoader(List.of(plugins, temporary.resolve("other"))).load("first"))
        .withMessageContaining(plugins.resolve("first") + ", " + other);
  }

  @Test
  void aDirectoryWithoutAPluginOrWithAnotherIsRefused() throws IOException {
    jars.pack(plugins.resolve("lone/lone.jar"), Map.of("l/L.java", "package l; class L {}"));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("lone"))
        .withMessage(
            plugins.resolve("lone")
                + " holds no plug-in: no jar provides "
                + SmtpPlugin.class.getName());
    modulePlugin("first", "one");
    Files.move(plugins.resolve("first"), plugins.resolve("renamed"));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("renamed"))
        .withMessage(plugins.resolve("renamed") + " holds no plug-in called renamed but first");
  }

  @Test
  void aPluginThatCannotBeMadeIsNamed() throws IOException {
    jars.pack(
        plugins.resolve("bad/bad.jar"),
        Map.of(
            "bad/P.java",
            TestJars.plugin("bad", "bad", "\"x\"")
                .replace(
                    "public String",
                    "public P() { throw new IllegalStateException(\"no\"); } public String")),
        Map.of(SERVICES, "bad.P"));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("bad"))
        .withMessageStartingWith("the plug-in in " + plugins.resolve("bad") + " cannot be made: ");
    Files.writeString(Files.createDirectories(plugins.resolve("junk")).resolve("junk.jar"), "junk");
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("junk"))
        .withMessageContaining("holds no plug-in");
  }

  @Test
  void onlyWhatIsNamedIsTouched() throws Exception {
    modulePlugin("first", "one");
    Files.writeString(Files.createDirectories(plugins.resolve("junk")).resolve("junk.jar"), "junk");
    jars.pack(
        plugins.resolve("trap/trap.jar"),
        Map.of(
            "trap/P.java",
            TestJars.plugin("trap", "trap", "\"x\"")
                .replace(
                    "public String",
                    "static { System.setProperty(\"trap\", \"sprung\"); } public String")),
        Map.of(SERVICES, "trap.P"));
    assertThat(said("first")).isEqualTo("one");
    assertThat(System.getProperty("trap")).isNull();
  }

  @Test
  void aModuleOfThePlatformThatIsNotThereIsNamed() throws Exception {
    String missing = "jdk.incubator.vector";
    assumeThat(HostModules.layer().findModule(missing)).isEmpty();
    jars.pack(
        plugins.resolve("card/card.jar"),
        Map.of(
            "card/P.java", TestJars.plugin("card", "card", "\"x\""),
            "module-info.java", TestJars.descriptor("card", "card", "requires " + missing + ";")));
    assertThatExceptionOfType(UnusablePlugin.class)
        .isThrownBy(() -> loader.load("card"))
        .withMessage(
            "card requires jdk.incubator.vector: start with"
                + " POSTRIDER_JAVA_OPTIONS=\"--add-modules jdk.incubator.vector\"");
  }
}
