// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every case of `settings/wrong.txt`: a configuration and all that is said of it. A case is a line
/// `=== what is wrong`, the main file (with `@FILE` before the lines of a further file), a line
/// `---`, and the complaints. Run with `-Dgolden.write=true` to write the complaints anew.
class WrongConfigurationTest {
  private static final Path CASES =
      Path.of(System.getProperty("postrider.root", ".."))
          .resolve("gateway/src/test/resources/settings/wrong.txt");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SECRET", "sesame", "SIZE", "1MiB", "HOST", "mx.example.org");

  @TempDir Path directory;

  private record Case(String name, List<String> files, String complaints) {}

  @TestFactory
  Stream<DynamicTest> isComplainedAbout() throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      write(cases());
    }
    List<Case> cases = cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
    return cases.stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.name(), () -> assertThat(complaints(each)).isEqualTo(each.complaints())));
  }

  @Test
  void everyCaseHasANameOfItsOwn() throws IOException {
    assertThat(cases().stream().map(Case::name)).doesNotHaveDuplicates();
  }

  private String complaints(Case wrong) throws IOException {
    Path home = Files.createDirectories(directory.resolve(Integer.toString(wrong.hashCode())));
    for (String file : wrong.files()) {
      int end = file.indexOf('\n');
      Path path = home.resolve(file.substring(0, end));
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.substring(end + 1));
    }
    try {
      SettingsReader.read(home.resolve("postrider.toml"), ENVIRONMENT);
      return "nothing\n";
    } catch (WrongConfiguration e) {
      return (e.getMessage() + "\n").replace(home + "/", "").replace(home.toString(), "HOME");
    }
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String text : Files.readString(CASES).split("(?m)^=== ")) {
      int end = text.indexOf('\n');
      int line = text.indexOf("\n---\n");
      if (!text.isBlank() && line >= 0) {
        String body = "postrider.toml\n" + text.substring(end + 1, line + 1);
        cases.add(
            new Case(
                text.substring(0, end),
                List.of(body.split("(?m)^@")),
                text.substring(line + 5).stripTrailing() + "\n"));
      }
    }
    return cases;
  }

  private void write(List<Case> cases) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Case each : cases) {
      String main = each.files().getFirst();
      String rest =
          each.files().stream().skip(1).map(file -> "@" + file).collect(Collectors.joining());
      text.append("=== ").append(each.name()).append('\n');
      text.append(main.substring(main.indexOf('\n') + 1)).append(rest).append("---\n");
      text.append(complaints(each)).append('\n');
    }
    Files.writeString(CASES, text);
  }
}
