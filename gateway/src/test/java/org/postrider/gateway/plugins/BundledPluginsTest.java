// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.WrongConfiguration;

/// The plug-ins that come with the program, as jars in directories of their own.
class BundledPluginsTest {
  @TempDir Path temporary;

  /// Each with what its own jar needs beside it. Not `access` and `aliases`: the module path of
  /// this test has their RE2/J too, which as a module without descriptor must not be there twice.
  private static final Map<String, List<String>> BUNDLED =
      Map.ofEntries(
          Map.entry(
              "users",
              List.of("scram-common", "saslprep", "stringprep", "bcprov", "commons-codec")),
          Map.entry("relay", List.of()),
          Map.entry("example", List.of()),
          Map.entry("milter", List.of()),
          Map.entry("clamd", List.of()),
          Map.entry("spamd", List.of()),
          Map.entry("rspamd", List.of("jackson-core")),
          Map.entry("dnsbl", List.of()),
          Map.entry("greylist", List.of()),
          Map.entry("limits", List.of()),
          Map.entry("routing", List.of("unboundid-ldapsdk", "postgresql")),
          Map.entry("pre-greet", List.of()),
          Map.entry("recipients", List.of("unboundid-ldapsdk", "postgresql")),
          Map.entry(
              "users-sql",
              List.of(
                  "unboundid-ldapsdk",
                  "postgresql",
                  "scram-common",
                  "saslprep",
                  "stringprep",
                  "bcprov",
                  "commons-codec")),
          Map.entry("users-ldap", List.of("unboundid-ldapsdk", "postgresql")),
          Map.entry("users-dovecot", List.of()));

  /// What several of them share, and where.
  private static final Map<String, List<String>> SHARED =
      Map.of(
          "daemons", List.of("clamd", "spamd", "rspamd", "recipients", "users-dovecot"),
          "passwords", List.of("users", "users-sql"),
          "scanning", List.of("clamd", "spamd", "rspamd"),
          "directory", List.of("recipients", "users-sql", "users-ldap", "routing"),
          "files", List.of("users", "recipients", "routing"),
          "patterns", List.of("dnsbl", "greylist", "limits", "recipients", "pre-greet", "routing"));

  @Test
  void theyLoadAndInstallFromTheirDirectories() throws Exception {
    Installed installed =
        install(
            block("users", ""),
            block("relay", "local = [\"example.org\"]"),
            block("example", "names = [\"mx.example.org\"]"),
            block("milter", "filters = [\"inet:127.0.0.1:8891\"]"));
    assertThat(installed.plugins())
        .extracting(each -> each.plugin().name())
        .containsExactly("users", "relay", "example", "milter");
    assertThat(installed.plugins())
        .allSatisfy(each -> {
          Module module = each.plugin().getClass().getModule();
          assertThat(module.isNamed()).isTrue();
          assertThat(module.getLayer()).isNotEqualTo(HostModules.layer());
          assertThat(each.builtFor()).isNotEmpty();
        });
    assertThat(installed.commands()).containsOnlyKeys("user", "key", "own-names");
    assertThat(installed.policies().password()).hasSize(1);
    assertThat(installed.policies().scram()).hasSize(1);
    assertThat(installed.policies().relay()).hasSize(2);
    assertThat(installed.policies().hello()).hasSize(2);
    assertThat(installed.policies().message()).hasSize(3);
  }

  static Set<String> bundled() {
    return BUNDLED.keySet();
  }

  /// The first block of a page is what people copy.
  @ParameterizedTest
  @MethodSource("bundled")
  void theBlockOnItsPageInstalls(String name) throws Exception {
    Path page = root().resolve("docs/plugins/" + name + ".md");
    String header = "```toml\n[plugins." + name + "]\n";
    assertThat(page).content().contains(header);
    String text = Files.readString(page);
    String toml = text.substring(text.indexOf(header) + header.length());
    Path secrets = Files.createDirectories(temporary.resolve("secrets"));
    Files.writeString(secrets.resolve("sql"), "secret");
    Installed installed = install(block(name, toml.substring(0, toml.indexOf("```"))));
    assertThat(installed.plugins()).hasSize(1);
  }

  private Installed install(PluginBlock... blocks) throws Exception {
    for (PluginBlock block : blocks) {
      bundle(block.name());
    }
    HostParts parts =
        new HostParts(
            () -> Instant.EPOCH,
            new NoDns(),
            (_, _) -> NoMemory.NONE,
            _ -> _ -> {},
            Submitter.NONE);
    PluginLoader loader = new PluginLoader(List.of(temporary.resolve("plugins")));
    return new Plugins(loader, parts).install(List.of(blocks));
  }

  private PluginBlock block(String name, String toml) throws WrongConfiguration {
    return new PluginBlock(name, Block.ofPlugin(name, toml, temporary));
  }

  private void bundle(String name) throws IOException {
    Path directory = temporary.resolve("plugins").resolve(name);
    zip(name, directory);
    for (Map.Entry<String, List<String>> shared : SHARED.entrySet()) {
      if (shared.getValue().contains(name)) {
        zip(shared.getKey(), directory);
      }
    }
    for (String library : BUNDLED.getOrDefault(name, List.of())) {
      Path jar = library(library);
      Files.copy(jar, directory.resolve(jar.getFileName()));
    }
  }

  private static void zip(String module, Path directory) throws IOException {
    TestJars.zip(
        directory.resolve(module + ".jar"),
        root().resolve("plugins").resolve(module).resolve("target/classes"));
  }

  private static Path root() {
    return Path.of(System.getProperty("postrider.root"));
  }

  private static Path library(String name) {
    return Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
        .map(property -> System.getProperty(property, ""))
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .filter(file -> file.endsWith(".jar"))
        .map(Path::of)
        .filter(jar -> jar.getFileName().toString().startsWith(name))
        .findFirst()
        .orElseThrow();
  }
}
