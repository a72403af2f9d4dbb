// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.postrider.plugins.api.Attempt;
import org.postrider.plugins.api.Explain;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Told;
import org.postrider.smtp.server.policy.QueuePanels;

/// The plug-ins of a [QueuePolicySet], ready to be asked about mail that was accepted, from [#open]
/// to [#close]. A plug-in is not asked about what it has submitted itself. Questions wait for the
/// ruling, each plug-in within its bounds. Any thread that may block.
public final class QueuePolicy implements AutoCloseable {
  private final PluginWatch watch;
  private final ScheduledThreadPoolExecutor loop;
  private volatile QueuePanels panels;

  private QueuePolicy(QueuePolicySet set, PluginWatch watch) {
    this.watch = watch;
    loop =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("queue-policy").daemon().factory());
    loop.setRemoveOnCancelPolicy(true);
    panels = QueuePanels.of(set, watch, loop);
  }

  /// Seats the plug-ins; `watch` hears how they fare.
  public static QueuePolicy open(QueuePolicySet set, PluginWatch watch) {
    return new QueuePolicy(set, watch);
  }

  /// Asks others from now on. Completes when the last question has ended that was put to those
  /// before.
  public synchronized CompletionStage<Void> reload(QueuePolicySet set) {
    QueuePanels before = panels;
    panels = QueuePanels.of(set, watch, loop);
    return before.retire();
  }

  /// Whether anybody wants to see messages as they are taken up.
  public boolean asksAboutQueued() {
    return panels.asksAboutQueued();
  }

  /// Whether anybody wants a say before attempts.
  public boolean asksAboutAttempts() {
    return panels.asksAboutAttempts();
  }

  /// Whether anybody hears of outcomes.
  public boolean tellsOutcomes() {
    return panels.tellsOutcomes();
  }

  /// May this message be delivered?
  public QueueRuling onQueued(Queued question) throws InterruptedException {
    QueuePanels now = entered();
    try {
      return now.onQueued(question);
    } finally {
      now.leave();
    }
  }

  /// May this attempt be made, and where?
  public QueueRuling onAttempt(Attempt question) throws InterruptedException {
    QueuePanels now = entered();
    try {
      return now.onAttempt(question);
    } finally {
      now.leave();
    }
  }

  /// What would become of mail that is not there, as far as anybody has to say of it, in order.
  public List<Foretold> onExplain(Explain question) throws InterruptedException {
    QueuePanels now = entered();
    try {
      return now.onExplain(question);
    } finally {
      now.leave();
    }
  }

  /// Tells how a recipient of `message` fared; waits for nobody.
  public void onOutcome(Told.Attempted told, Queued message) {
    QueuePanels now = entered();
    try {
      now.onOutcome(told, message.plugin());
    } finally {
      now.leave();
    }
  }

  private QueuePanels entered() {
    QueuePanels now = panels;
    while (!now.enter()) {
      now = panels; // changed a moment ago
    }
    return now;
  }

  /// Asks nobody any more.
  @Override
  public void close() {
    loop.shutdownNow();
  }
}
