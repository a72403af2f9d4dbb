// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.io.IOException;

/// Hears how a long walk through a spool gets on, after each of its steps and on its thread. It may
/// wait, which slows the walk down, and ends it by throwing.
@FunctionalInterface
public interface Progress {
  /// For those who do not want to know.
  Progress UNHEARD = (_, _, _) -> {};

  /// So many records were looked at so far, and so many octets of messages.
  ///
  /// @param at what is being looked at, for people
  void step(String at, long records, long octets) throws IOException;
}
