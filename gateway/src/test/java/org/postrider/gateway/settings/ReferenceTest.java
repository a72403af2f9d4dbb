// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The reference page in `docs/` says what the program does; `-Dgolden.write=true` writes it anew.
class ReferenceTest {
  private static final Path PAGE =
      Path.of(System.getProperty("postrider.root", "..")).resolve("docs/configuration.md");

  @Test
  void isWhatTheTableOfKeysSays() throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(PAGE, Reference.page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(Reference.page());
  }

  @Test
  void everyKeyHasASentence() {
    assertThat(Keys.SECTIONS)
        .allSatisfy(section -> {
          assertThat(section.says()).endsWith(".");
          assertThat(section.keys()).allSatisfy(key -> assertThat(key.says()).endsWith("."));
          assertThat(section.keyNames()).doesNotHaveDuplicates();
        });
  }
}
