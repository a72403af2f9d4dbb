// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTextTest {
  @Test
  void readsBase64() {
    assertThat(SaslText.response("dGVzdAB0ZXN0ADEyMzQ="))
        .get()
        .isEqualTo(("test\0test\0" + "1234").getBytes(US_ASCII));
    assertThat(SaslText.response("")).get().isEqualTo(new byte[0]);
    assertThat(SaslText.initialResponse("=")).get().isEqualTo(new byte[0]);
    assertThat(SaslText.initialResponse("YQ==")).get().isEqualTo("a".getBytes(US_ASCII));
  }

  /// RFC 4954 §4: reject and do not ignore.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "=",
        "====",
        "=AAA",
        "AAA=BBB=",
        "YQ",
        "YQ=",
        "YR==",
        "Y Q=",
        "YQ==\n",
        "YQ==YQ==",
        "YQ-_",
        "ÄÖÜß",
        "YWJj\0",
        " YWJ"
      })
  void readsNothingElse(String line) {
    assertThat(SaslText.response(line)).isEmpty();
  }

  @Test
  void preparesOrDeclinesAnyText() {
    RandomGenerator random = new SplittableRandom(4616);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(8); k >= 0; k--) {
        text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x400 : 0x110000));
      }
      SaslText.prepared(text.toString())
          .ifPresent(prepared -> assertThat(SaslText.prepared(prepared)).hasValue(prepared));
    }
  }
}
