// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages without a header section, below our trace field.
class HeaderlessTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "` indented\r\n`, `\r\n\r\n indented\r\n`",
        "`\tindented\r\n`, `\r\n\r\n\tindented\r\n`",
        "`\r\n indented\r\n`, `\r\n\r\n indented\r\n`",
        "`A: b\r\n c\r\n`, `\r\nA: b\r\n c\r\n`",
      })
  void theFirstLineDoesNotGoOnWithOurField(String sent, String kept) throws Exception {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      client.ask("RCPT TO:<c@local.example>");
      client.ask("DATA");
      assertThat(client.say(sent).ask(".")).startsWith("250");
      String text = running.text(running.queued().getFirst());
      assertThat(text).startsWith("Received: ").endsWith(kept);
      assertThat(text.indexOf(kept)).isEqualTo(text.indexOf("\r\n", text.indexOf(";\r\n") + 3));
    }
  }
}
