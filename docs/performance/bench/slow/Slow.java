// SPDX-License-Identifier: Apache-2.0
package bench.slow;

import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Waits for 50 ms over every sender, as one would that asks somebody far away.
public final class Slow implements SmtpPlugin {
  private static final long MILLIS = 50;

  @Override
  public String name() {
    return "NAME";
  }

  @Override
  public void install(Host host) {
    host.onMail(
        _ -> {
          Thread.sleep(MILLIS);
          return Verdict.pass();
        });
  }
}
