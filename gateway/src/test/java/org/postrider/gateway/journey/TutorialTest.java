// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.gateway.accounting.BuiltServer;
import org.postrider.testkit.Outside;

/// The path of a plug-in's author, as `docs/plugins/tutorial.md` describes it and by its commands:
/// archetype, own rule, harness, jar, reload, and a client that is refused.
///
/// Its first step, which installs API, harness and archetype into the user's Maven repository, is
/// the one that is not run: a repository of this test's own has them instead.
@Tag("built")
class TutorialTest {
  private static final Path ROOT =
      Path.of(System.getProperty("postrider.root", "..")).toAbsolutePath().normalize();
  private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
  private static final Pattern TEXT = Pattern.compile("(?ms)^```text\n(.*?)^```$");

  @Test
  void endsWithAClientThatIsRefused(@TempDir Path directory) throws Exception {
    Outside.program("swaks");
    String page = Files.readString(ROOT.resolve("docs/plugins/tutorial.md"));
    List<String> steps = found(SHELL, page);
    assertThat(steps.getFirst()).contains(" install");
    int port = BuiltServer.freePort();
    Path gateway = directory.resolve("gateway");
    Path script = directory.resolve("tutorial.sh");
    Files.writeString(
        script,
        preamble(directory, gateway)
            + String.join("\n", steps.subList(1, steps.size()))
                .replace("--port 2525", "--port " + port));
    try (BuiltServer server = BuiltServer.configured(gateway, port, configuration(port))) {
      server.start();
      Command done = Command.run("", List.of("bash", "-eu", script.toString()));
      assertThat(done.status()).as(done.output()).isZero();
      assertThat(done.output()).contains(found(TEXT, page).getFirst().strip());
    }
  }

  private static List<String> found(Pattern blocks, String page) {
    return blocks.matcher(page).results().map(result -> result.group(1)).toList();
  }

  private static String configuration(int port) {
    return """
    hostname = "mx.shop.test"
    [[listener]]
    name = "mx"
    kind = "mx"
    address = "127.0.0.1:%d"
    [[route]]
    domains = ["localhost"]
    hop = "maildir"
    directory = "mail"
    [plugins.relay]
    local = ["localhost"]
    [admin]
    address = "127.0.0.1:%d"
    """
        .formatted(port, BuiltServer.freePort());
  }

  /// What the author's shell has: the two names, and Maven.
  private static String preamble(Path directory, Path gateway) throws IOException {
    return """
    export SOURCE='%s' GATEWAY='%s' JAVA_HOME='%s'
    mvn() { "$SOURCE"/mvnw -Dmaven.repo.local='%s' -Dmaven.repo.local.tail='%s' "$@"; }
    cd '%s'
    """
        .formatted(
            ROOT,
            gateway,
            System.getProperty("java.home"),
            repository(),
            System.getProperty("postrider.repository"),
            directory);
  }

  /// A Maven repository with what the first step would install. It stays until the project is
  /// cleaned, with what Maven fetches for this test.
  private static Path repository() throws IOException {
    Path repository = ROOT.resolve("gateway/target/tutorial-repository");
    remove(repository.resolve("org/postrider"));
    place(repository, "org/postrider", "postrider", ROOT);
    for (String name : List.of("smtp-protocol", "plugins-api")) {
      place(repository, "org/postrider", name, ROOT.resolve(name));
    }
    for (String name : List.of("harness", "archetype")) {
      place(repository, "org/postrider/plugins", name, ROOT.resolve("plugins").resolve(name));
    }
    return repository;
  }

  private static void place(Path repository, String group, String name, Path module)
      throws IOException {
    String version = System.getProperty("postrider.version");
    Path place = repository.resolve(group).resolve(name).resolve(version);
    Files.createDirectories(place);
    Files.copy(
        module.resolve("pom.xml"),
        place.resolve(name + "-" + version + ".pom"),
        StandardCopyOption.REPLACE_EXISTING);
    Path jar = module.resolve("target/" + name + "-" + version + ".jar");
    if (Files.exists(jar)) {
      Files.copy(jar, place.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
