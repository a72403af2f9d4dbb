// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway;

import org.postrider.delivery.DeliveryPolicy;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.server.QueuePolicy;
import org.postrider.smtp.server.QueueRuling;

/// Puts delivery's questions to the plug-ins, of which delivery itself knows nothing.
record PluginsSay(QueuePolicy plugins) implements DeliveryPolicy {
  @Override
  public boolean asksAboutQueued() {
    return plugins.asksAboutQueued();
  }

  @Override
  public Ruling onQueued(Queued question) throws InterruptedException {
    return ruling(plugins.onQueued(question));
  }

  @Override
  public boolean asksAboutAttempts() {
    return plugins.asksAboutAttempts();
  }

  @Override
  public Ruling onAttempt(Attempt question) throws InterruptedException {
    return ruling(plugins.onAttempt(question));
  }

  @Override
  public boolean tellsOutcomes() {
    return plugins.tellsOutcomes();
  }

  @Override
  public void onOutcome(Told.Attempted told, Queued message) {
    plugins.onOutcome(told, message);
  }

  private static Ruling ruling(QueueRuling said) {
    return new Ruling(said.verdict(), said.by());
  }
}
