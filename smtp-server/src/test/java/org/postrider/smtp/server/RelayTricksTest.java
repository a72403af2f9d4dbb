// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.queue.store.Listing;

/// Nobody gets a foreign recipient past the server by the way the address is written. An address
/// that is refused opens nothing; one that is taken may lead only to `local.example`, where it is a
/// mailbox with an odd name.
class RelayTricksTest {
  private static RunningServer running;

  @BeforeAll
  static void start() throws IOException {
    running = RunningServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<victim@elsewhere.example>",
        "<victim@elsewhere.example.>",
        "<\"victim\"@elsewhere.example>",
        "<victim%elsewhere.example@local.example>",
        "<elsewhere.example!victim@local.example>",
        "<\"victim@elsewhere.example\"@local.example>",
        "<\"victim%elsewhere.example\"@local.example>",
        "<@local.example:victim@elsewhere.example>",
        "<@a.example,@local.example:victim@elsewhere.example>",
        "<victim@elsewhere.example@local.example>",
        "<victim@local.example@elsewhere.example>",
        "<victim@@elsewhere.example>",
        "<elsewhere.example!victim>",
        "<victim%elsewhere.example>",
        "<victim>",
        "<victim@[192.0.2.1]>",
        "<victim@[IPv6:2001:db8::1]>",
        "<victim@elsewhere.example,local.example>",
        "<victim@elsewhere.example>@local.example",
        "<victim@elsewhere.example> <c@local.example>",
        "<victim@local.example.elsewhere.example>",
        "<victim@elsewhere.example\\@local.example>",
        "<victim@elsewhere.example:25>",
        "<local.example:victim@elsewhere.example>",
        "victim@elsewhere.example",
        "<\"victim@elsewhere.example\">",
        "<>",
      })
  void opensNothing(String path) throws IOException {
    int before = running.queued().size();
    String rcpt;
    try (RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example>");
      rcpt = client.ask("RCPT TO:" + path);
      if (rcpt.startsWith("250")) {
        client.ask("DATA");
        client.ask(".");
      }
    }
    if (!rcpt.startsWith("250")) {
      assertThat(rcpt).startsWith("5");
      assertThat(running.queued()).hasSize(before);
    }
    assertThat(running.queued())
        .extracting(Listing.Item::entry)
        .allMatch(entry -> entry.destination().equals("local.example"));
  }
}
