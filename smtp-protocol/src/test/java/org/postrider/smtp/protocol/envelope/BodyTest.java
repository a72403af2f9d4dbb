// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class BodyTest {
  @Test
  void readsWhatItWritesInAnyCase() {
    for (Body body : Body.values()) {
      assertThat(Body.parse(body.toString())).isEqualTo(body);
      assertThat(Body.parse(body.toString().toLowerCase(Locale.ROOT))).isEqualTo(body);
    }
    assertThat(Body.parse("9BITMIME")).isNull();
    assertThat(Body.parse("")).isNull();
    assertThat(Body.BINARY).hasToString("BINARYMIME");
  }

  @Test
  void linesAreOneOfTwoKinds() {
    assertThat(Body.ofLines(true)).isEqualTo(Body.EIGHT_BIT);
    assertThat(Body.ofLines(false)).isEqualTo(Body.SEVEN_BIT);
  }
}
