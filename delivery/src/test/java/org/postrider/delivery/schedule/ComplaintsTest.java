// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.protocol.reply.Reply;

class ComplaintsTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final Complaints complaints = new Complaints();

  private Complaints.Warning said(int number, Instant now) {
    return complaints.count(
        Reply.of(421, "4.7.28", "Too much mail from 192.0.2.1, see id qm" + number + "-x"), now);
  }

  @Test
  void manyOfAKindAreAWarningOnce() {
    for (int i = 1; i < Complaints.MANY; i++) {
      assertThat(said(i, NOON.plusSeconds(i))).isNull();
    }
    Complaints.Warning warning = said(Complaints.MANY, NOON.plusSeconds(Complaints.MANY));
    assertThat(warning.times()).isEqualTo(Complaints.MANY);
    assertThat(warning.within()).isEqualTo(Duration.ofSeconds(Complaints.MANY - 1));
    assertThat(warning.reply().toString()).contains("see id qm1-x");
    assertThat(said(99, NOON.plusSeconds(99))).isNull();
  }

  @Test
  void fewInALongTimeAreNone() {
    for (int i = 0; i < 10 * Complaints.MANY; i++) {
      assertThat(said(i, NOON.plus(Duration.ofMinutes(i)))).isNull();
    }
  }

  @Test
  void ofManyKindsTheOldestAreForgotten() {
    for (int i = 0; i < 10_000; i++) {
      String text = "a".repeat(i % 97 + 1);
      assertThat(complaints.count(Reply.of(450, text), NOON)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Too many from 192.0.2.1 today, Too many from 198.51.100.77 today, true",
    "<a@x.example> is greylisted, <b@y.example> is greylisted, true",
    "try later, try never, false",
  })
  void kindsDifferInWords(String one, String other, boolean same) {
    String first = Complaints.kind(Reply.of(450, "4.7.1", one));
    assertThat(first.equals(Complaints.kind(Reply.of(450, "4.7.1", other)))).isEqualTo(same);
    assertThat(first).isNotEqualTo(Complaints.kind(Reply.of(451, "4.7.1", one)));
  }
}
