// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

/// Why the spool does not take a message now. Nothing of it is kept.
public sealed interface SpoolRefusal extends Commit {
  /// There is no room: 452 4.3.1.
  record Full(String detail) implements SpoolRefusal {}

  /// The store cannot keep its promise at present: 451 4.3.0.
  record Unhealthy(String detail) implements SpoolRefusal {}

  /// Durability was not reached in time: 451 4.3.0. The message is withdrawn.
  record DeadlinePassed() implements SpoolRefusal {}
}
