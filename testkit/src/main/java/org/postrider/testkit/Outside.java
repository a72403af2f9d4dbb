// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What tests need from outside the project: programs and corpora. Where one is absent the test
/// says so and is skipped; it fails where the environment's `POSTRIDER_OUTSIDE` is `required`,
/// since not every skipped test is reported.
public final class Outside {
  private Outside() {}

  /// The path of a program, on PATH or in the sbin directories.
  public static Path program(String name) {
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin:/usr/local/sbin";
    for (String directory : path.split(":")) {
      Path file = Path.of(directory, name);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return absent("needs the program " + name + ", which is not installed");
  }

  /// A file that a package brings, such as a library's.
  public static Path file(String name) {
    Path file = Path.of(name);
    return Files.exists(file) ? file : absent("needs " + name + ", which is not installed");
  }

  /// A file or folder of the outside test data, which stands beside the project.
  public static Path corpus(String name) {
    Path file = Path.of(System.getProperty("postrider.corpora", "../../shared/corpora"), name);
    if (!Files.exists(file)) {
      return absent("needs the test data " + file + ", which is not there");
    }
    return file;
  }

  /// Being root, without which a program can take no mail here.
  static void root(String program) {
    if (!Child.isRoot()) {
      absent(program + " needs root");
    }
  }

  private static Path absent(String words) {
    if ("required".equals(System.getenv("POSTRIDER_OUTSIDE"))) {
      return Assertions.fail(words);
    }
    return Assumptions.abort(words);
  }
}
