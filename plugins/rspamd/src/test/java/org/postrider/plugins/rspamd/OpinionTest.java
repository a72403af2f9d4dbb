// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.plugins.api.Change;

class OpinionTest {
  private static Opinion read(String json) throws IOException {
    return Opinion.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSignatureIsAFieldToo() throws IOException {
    Opinion opinion =
        read(
            """
            {"action": "no action", "score": 0.5, "required_score": 15,
             "dkim-signature": "v=1; a=rsa-sha256;\\r\\n\\tb=abc"}
            """);
    assertThat(opinion.fields())
        .containsExactly(new Change.AddField("DKIM-Signature", "v=1; a=rsa-sha256;\r\n\tb=abc"));
    assertThat(opinion.summary()).isEqualTo("no action, score 0.5 of 15");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"action\": []}",
        "{\"action\": null}",
        "{\"action\": \"reject\"",
        "<html>",
        "{\"error\": \"no message\"}"
      })
  void whatIsNotUnderstoodIsNoAnswer(String json) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(json));
  }

  @Test
  void anErrorIsQuoted() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("{\"error\": \"no message\"}"))
        .withMessage("rspamd says no message");
  }

  @Test
  void noEndOfFieldsIsAdded() {
    String values = "\"x\", ".repeat(100) + "\"x\"";
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            read(
                "{\"action\": \"no action\", \"milter\": {\"add_headers\": {\"X\": [%s]}}}"
                    .formatted(values)))
        .withMessageContaining("101 header fields");
  }

  @Test
  void aSubjectOutsideAsciiIsEncoded() throws IOException {
    String json = "{\"action\": \"rewrite subject\", \"subject\": \"[junk] Grüße %s\"}";
    String subject = String.valueOf(read(json.formatted("ü".repeat(30))).subject());
    assertThat(subject.split("\r\n "))
        .hasSize(2)
        .allMatch(
            word -> word.matches("=\\?UTF-8\\?B\\?[A-Za-z0-9+/=]+\\?=") && word.length() <= 75);
  }
}
