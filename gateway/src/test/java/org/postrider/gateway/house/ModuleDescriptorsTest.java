// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ModuleTree;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who sees whom. A new `requires`, `exports`, `uses` or `provides` shows in review as a change of
/// a file under `src/test/resources/modules`.
class ModuleDescriptorsTest {
  private static final String GOLDEN = "gateway/src/test/resources/modules/";

  @TestFactory
  Stream<DynamicTest> seesAndShowsWhatItDid() {
    return descriptors().stream()
        .map(module -> DynamicTest.dynamicTest(name(module), () -> compare(module)));
  }

  @Test
  void everyGoldenFileHasItsModule() {
    Set<String> modules =
        descriptors().stream()
            .map(module -> GOLDEN + name(module) + ".txt")
            .collect(Collectors.toSet());
    assertThat(Project.files(".txt").stream().filter(file -> file.startsWith(GOLDEN)))
        .allMatch(modules::contains, "belongs to a module");
  }

  private static void compare(ModuleTree module) throws Exception {
    String file = GOLDEN + name(module) + ".txt";
    String now = text(module);
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(Project.path(file), now);
    }
    assertThat(Project.exists(file) ? Project.text(file) : "").as(file).isEqualTo(now);
  }

  private static List<ModuleTree> descriptors() {
    return Source.all().stream().flatMap(source -> Stream.ofNullable(source.descriptor())).toList();
  }

  private static String name(ModuleTree module) {
    return module.getName().toString();
  }

  private static String text(ModuleTree module) {
    var lines = new TreeSet<String>();
    module.getDirectives().forEach(line -> lines.add(line.toString().replaceAll("\\s+", " ")));
    return "module " + name(module) + "\n" + String.join("\n", lines) + "\n";
  }
}
