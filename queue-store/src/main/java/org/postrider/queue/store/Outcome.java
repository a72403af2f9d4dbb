// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.time.Instant;

/// How one recipient fared in one attempt.
public sealed interface Outcome {
  /// The next hop has taken responsibility: final.
  record Delivered() implements Outcome {}

  /// To be tried again, not before `until`.
  record Deferred(Instant until, String reason) implements Outcome {}

  /// To wait for an operator.
  record Held(String reason) implements Outcome {}

  /// Given up: final.
  record Failed(String reason) implements Outcome {}
}
