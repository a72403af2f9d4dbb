// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.settings.Block;
import org.postrider.gateway.settings.GatewaySettings.PluginBlock;
import org.postrider.gateway.settings.WrongConfiguration;

/// The plug-ins that come with the program, as jars in directories of their own.
class BundledPluginsTest {
  @TempDir Path temporary;

  @Test
  void allOfThemLoadAndInstallFromTheirDirectories() throws Exception {
    bundle("users", "scram-common", "saslprep", "stringprep", "bcprov");
    bundle("relay");
    bundle("example");
    bundle("milter");
    HostParts parts =
        new HostParts(() -> Instant.EPOCH, new NoDns(), (_, _) -> NoMemory.NONE, _ -> _ -> {});
    PluginLoader loader = new PluginLoader(List.of(temporary.resolve("plugins")));
    Installed installed =
        new Plugins(loader, parts)
            .install(
                List.of(
                    block("users", ""),
                    block("relay", "local = [\"example.org\"]"),
                    block("example", "names = [\"mx.example.org\"]"),
                    block("milter", "filters = [\"inet:127.0.0.1:8891\"]")));
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
    assertThat(installed.commands()).containsOnlyKeys("user", "key");
    assertThat(installed.policies().password()).hasSize(1);
    assertThat(installed.policies().scram()).hasSize(1);
    assertThat(installed.policies().relay()).hasSize(1);
    assertThat(installed.policies().hello()).hasSize(2);
    assertThat(installed.policies().message()).hasSize(2);
  }

  private PluginBlock block(String name, String toml) throws WrongConfiguration {
    return new PluginBlock(name, Block.ofPlugin(name, toml, temporary));
  }

  private void bundle(String name, String... libraries) throws IOException {
    Path directory = temporary.resolve("plugins").resolve(name);
    Path root = Path.of(System.getProperty("postrider.root"));
    TestJars.zip(
        directory.resolve(name + ".jar"),
        root.resolve("plugins").resolve(name).resolve("target/classes"));
    for (String library : libraries) {
      Path jar = library(library);
      Files.copy(jar, directory.resolve(jar.getFileName()));
    }
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
