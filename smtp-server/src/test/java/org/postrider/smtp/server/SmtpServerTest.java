// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmtpServerTest {

  @Test
  void takesAMessageIntoTheSpool() throws Exception {
    try (RunningServer running = RunningServer.start();
        RunningServer.Client client = running.connect()) {
      assertThat(client.reply()).isEqualTo("220 mx.local.example ESMTP");
      assertThat(client.ask("EHLO client.example")).startsWith("250 ");
      assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250 2.1.0");
      assertThat(client.ask("RCPT TO:<c@local.example>")).startsWith("250 2.1.5");
      assertThat(client.ask("DATA")).startsWith("354");
      assertThat(client.ask("Subject: x\r\n\r\n..hello\r\n."))
          .startsWith("250 2.0.0 Ok: queued as ");
      assertThat(client.ask("QUIT")).startsWith("221 2.0.0");
      assertThat(client.isClosed()).isTrue();
      assertThat(running.queued()).hasSize(1);
      assertThat(running.text(running.queued().getFirst()))
          .startsWith("Received: from client.example ")
          .endsWith("Subject: x\r\n\r\n.hello\r\n");
    }
  }
}
