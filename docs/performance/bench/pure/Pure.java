// SPDX-License-Identifier: Apache-2.0
package bench.pure;

import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Answers every question of a session at once, and has no objection.
public final class Pure implements SmtpPlugin {
  @Override
  public String name() {
    return "NAME";
  }

  @Override
  public void install(Host host) {
    host.onConnection(Answer.pure(_ -> Verdict.pass()));
    host.onHello(Answer.pure(_ -> Verdict.pass()));
    host.onMail(Answer.pure(_ -> Verdict.pass()));
    host.onRecipient(Answer.pure(_ -> Verdict.pass()));
    host.onMessage(Answer.pure(_ -> Verdict.pass()));
  }
}
