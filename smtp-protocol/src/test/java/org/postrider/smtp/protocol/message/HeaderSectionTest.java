// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The header section is found where it is, and no more of it is read than was asked for.
class HeaderSectionTest {
  private static final int ALL = Integer.MAX_VALUE;

  private static HeaderSection of(String content, int most) throws IOException {
    return HeaderSection.of(Content.of(content.getBytes(StandardCharsets.US_ASCII)), most);
  }

  @Test
  void endsWithTheEmptyLine() throws Exception {
    HeaderSection section = of("A: 1\r\nB: 2\r\n 3\r\n\r\nC: 4\r\n\r\n", ALL);
    assertThat(section.size()).isEqualTo("A: 1\r\nB: 2\r\n 3\r\n\r\n".length());
    assertThat(section.fields().all()).extracting(HeaderField::name).containsExactly("A", "B");
  }

  @Test
  void endsBeforeALineThatIsNoField() throws Exception {
    HeaderSection section = of("A: 1\r\nno field\r\nB: 2\r\n\r\n", ALL);
    assertThat(section.size()).isEqualTo("A: 1\r\n".length());
    assertThat(section.fields().all()).extracting(HeaderField::name).containsExactly("A");
    assertThat(of("no field\r\n\r\n", ALL).size()).isZero();
    assertThat(of("", ALL).size()).isZero();
  }

  @Test
  void mayBeLongerThanAChunk() throws Exception {
    String header = "Some-Field: a value\r\n".repeat(5_000);
    HeaderSection section = of(header + "\r\nbody", ALL);
    assertThat(section.size()).isEqualTo(header.length() + 2);
    assertThat(section.fields().all()).hasSize(5_000);
  }

  @Test
  void isCutOffWhereItIsTooLong() throws Exception {
    HeaderSection section = of("A: 1\r\nB: 2\r\nC: 3\r\n\r\n", "A: 1\r\nB: 2\r\n".length());
    assertThat(section.fields().all()).extracting(HeaderField::name).containsExactly("A", "B");
  }
}
