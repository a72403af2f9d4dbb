// SPDX-License-Identifier: Apache-2.0
package bench.hold;

import org.postrider.plugins.api.Answer;
import org.postrider.plugins.api.ContentVerdict;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;

/// Holds every message.
public final class Hold implements SmtpPlugin {
  @Override
  public String name() {
    return "NAME";
  }

  @Override
  public void install(Host host) {
    host.onMessage(Answer.pure(message -> new ContentVerdict.Hold("bench")));
  }
}
