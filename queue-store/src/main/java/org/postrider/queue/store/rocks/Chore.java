// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import org.postrider.queue.store.SpoolRefusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something nobody waits for, and that a crash may undo: the next one to come by does it again.
record Chore(String name, Step step) implements Work {
  private static final Logger log = LoggerFactory.getLogger(Chore.class);

  /// What it adds to the batch.
  @FunctionalInterface
  interface Step {
    void apply(Ledger ledger) throws IOException;
  }

  @Override
  public void apply(Ledger ledger) throws IOException {
    step.apply(ledger);
  }

  @Override
  public boolean mustBeDurable() {
    return false;
  }

  @Override
  public void done() {
    log.trace("{}: done", name);
  }

  @Override
  public void failed(SpoolRefusal why) {
    log.debug("{}: not done: {}", name, why);
  }
}
