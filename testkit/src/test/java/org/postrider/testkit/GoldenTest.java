// SPDX-License-Identifier: Apache-2.0
package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
  @BeforeEach
  void onlyWhereFilesAreCompared() {
    assumeFalse(Boolean.getBoolean("golden.write"), "files are being written, not compared");
  }

  @Test
  void showsTheFirstDifference(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "one\ntwo\nthree\n");
    Golden.check(file, "one\ntwo\nthree\n");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Golden.check(file, "one\n2\nthree\n"))
        .withMessageContaining("differs from line 2")
        .withMessageContaining("- two")
        .withMessageContaining("+ 2");
  }

  @Test
  void saysHowToWriteAFileThatIsNotThere(@TempDir Path folder) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Golden.check(folder.resolve("none.txt"), "text"))
        .withMessageContaining("golden.write=true");
  }
}
