// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentProofsTest {
  private static final Verifier PENCIL = Verifier.parse(VerifierTest.PENCIL);

  private Instant now = Instant.EPOCH;
  private final RecentProofs proofs = new RecentProofs(() -> now, new SplittableRandom(1));

  @Test
  void whatWasRightIsRememberedForAMinute() {
    proofs.add("tim", "pencil", PENCIL);
    assertThat(proofs.knows("tim", "pencil", Verifier.parse(VerifierTest.PENCIL))).isTrue();
    assertThat(proofs.knows("tim", "pencils", PENCIL)).isFalse();
    assertThat(proofs.knows("ti", "mpencil", PENCIL)).isFalse();
    now = now.plus(RecentProofs.KEPT);
    assertThat(proofs.knows("tim", "pencil", PENCIL)).isFalse();
  }

  @Test
  void aNewVerifierMakesItForgotten() {
    proofs.add("tim", "pencil", PENCIL);
    Verifier other = Argon2Text.of("pencil", new SplittableRandom(1));
    assertThat(proofs.knows("tim", "pencil", other)).isFalse();
    assertThat(proofs.knows("tim", "pencil", PENCIL)).isFalse();
  }

  @Test
  void theOldestGiveWay() {
    for (int i = 0; i <= RecentProofs.MOST; i++) {
      proofs.add("u" + i, "pencil", PENCIL);
    }
    assertThat(proofs.knows("u0", "pencil", PENCIL)).isFalse();
    assertThat(proofs.knows("u1", "pencil", PENCIL)).isTrue();
  }
}
