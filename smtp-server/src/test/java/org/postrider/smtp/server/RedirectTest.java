// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Submitted;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.server.PolicySet.Asked;

class RedirectTest {
  private static PolicySet policies(Asked<Submitted, ContentVerdict> message) {
    PolicySet base = RunningServer.policies();
    return new PolicySet(
        base.connection(),
        base.hello(),
        base.password(),
        base.scram(),
        base.mail(),
        base.relay(),
        base.recipient(),
        List.of(message));
  }

  /// RFC 3461 §5.2.7.3: what was asked for goes with one of them.
  @Test
  void othersInThePlaceOfOneInheritOnceWhatWasAsked() throws IOException {
    List<Mailbox> to = List.of(Mailbox.parse("d@local.example"), Mailbox.parse("e@local.example"));
    Asked<Submitted, ContentVerdict> aliases =
        RunningServer.asked(
            "aliases",
            Answer.pure(_ ->
                new ContentVerdict.Amend(
                    List.of(new Change.Redirect(Mailbox.parse("c@local.example"), to)))));
    try (RunningServer running = RunningServer.start(RunningServer.LIMITS, policies(aliases));
        RunningServer.Client client = running.connect()) {
      client.reply();
      client.ask("EHLO client.example");
      client.ask("MAIL FROM:<a@b.example> ENVID=x");
      client.ask("RCPT TO:<c@local.example> NOTIFY=NEVER ORCPT=rfc822;C@local.example");
      client.ask("DATA");
      assertThat(client.ask("Subject: x\r\n\r\nx\r\n.")).startsWith("250");
      assertThat(running.queued().getFirst().envelope().asked().envelopeId()).isEqualTo("x");
      assertThat(running.queued().getFirst().entry().recipients())
          .extracting(each -> each.mailbox() + " " + each.parameters().when())
          .containsExactly("d@local.example NEVER", "e@local.example null");
    }
  }
}
