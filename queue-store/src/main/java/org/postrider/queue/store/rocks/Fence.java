// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.util.function.Consumer;
import org.postrider.queue.store.SpoolRefusal;

/// Adds nothing, and tells when all that was put before it is written.
///
/// @param mustBeDurable whether it has to be durable too
record Fence(boolean mustBeDurable, Runnable passed, Consumer<SpoolRefusal> refused)
    implements Work {
  @Override
  public void apply(Ledger ledger) {
    // what stands before it in the batch is what is waited for
  }

  @Override
  public void done() {
    passed.run();
  }

  @Override
  public void failed(SpoolRefusal why) {
    refused.accept(why);
  }
}
