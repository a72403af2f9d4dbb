// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({"90s,1m30s", "5m,5m", "1h30m,1h30m", "5d,5d", "250ms,250ms", "0s,0s", "48h,2d"})
  void timesAreReadAndWritten(String text, String again) {
    Duration duration = Quantities.duration(text).orElseThrow();
    assertThat(Quantities.text(duration)).isEqualTo(again);
    assertThat(Quantities.duration(again)).contains(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "1B,1",
    "64KiB,65536",
    "50MiB,52428800",
    "1GiB,1073741824",
    "0B,0",
    "3TiB,3298534883328"
  })
  void sizesAreReadAndWritten(String text, long octets) {
    assertThat(Quantities.size(text)).contains(octets);
    assertThat(Quantities.text(octets)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "m", "-5m", "5 m", "5M", "5min", "1.5h", "9999999999s", "5MB"})
  void nothingElseIsATime(String text) {
    assertThat(Quantities.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "MiB", "-5MiB", "5 MiB", "5MB", "5mib", "9999999TiB"})
  void nothingElseIsASize(String text) {
    assertThat(Quantities.size(text)).isEmpty();
  }
}
