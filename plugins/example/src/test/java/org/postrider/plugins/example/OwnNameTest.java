// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Verdict;
import org.postrider.plugins.harness.PluginHarness;

class OwnNameTest {
  private final PluginHarness harness =
      PluginHarness.with(new OwnName()).setting("names", List.of("MX.example.org"));

  @Test
  void refusesStrangersWhoSayOurName() {
    assertThat(harness.hello("mx.EXAMPLE.org").verdict())
        .isEqualTo(Verdict.refuse("5.7.1", "That is my name, not yours"));
    assertThat(harness.counted("own_name")).isEqualTo(1);
  }

  @Test
  void passesWhoeverSaysAnotherName() {
    assertThat(harness.hello("mx.example.net").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void passesUsersAndOurselves() {
    assertThat(harness.client("127.0.0.1").hello("mx.example.org").verdict())
        .isEqualTo(Verdict.pass());
    harness.client("192.0.2.10").listener(ListenerKind.SUBMISSION);
    assertThat(harness.hello("mx.example.org").verdict()).isEqualTo(Verdict.pass());
  }

  @Test
  void passesEverybodyWhereNothingIsConfigured() {
    assertThat(PluginHarness.with(new OwnName()).hello("mx.example.org").verdict())
        .isEqualTo(Verdict.pass());
  }
}
