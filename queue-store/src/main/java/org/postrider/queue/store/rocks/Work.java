// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store.rocks;

import java.io.IOException;
import org.postrider.queue.store.SpoolRefusal;

/// Something for the committer to do. One of [#done()] and [#failed] is called, once; none of the
/// three may block.
interface Work {
  /// Adds what is to be written to the batch; throws where it cannot be done, having added nothing.
  void apply(Ledger ledger) throws IOException;

  /// Whether somebody waits for it to be durable.
  boolean mustBeDurable();

  /// Whether it may wait a moment for others, so that one sync serves both.
  default boolean mayWait() {
    return false;
  }

  /// It is written, and durable if it must be.
  void done();

  /// It is not.
  void failed(SpoolRefusal why);
}
