// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.daemons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:3310", "192.0.2.1:1", "[2001:db8::1]:65535", "/run/clamav/clamd.ctl"})
  void readsWhatItWrites(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "clamd",
        "clamd:",
        "clamd:0",
        "clamd:65536",
        "clamd:x",
        "2001:db8::1:3310",
        "[2001:db8::1]",
        "run/clamd.ctl",
        "a b:1",
        "/run/\0"
      })
  void refusesTheRest(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
  }
}
