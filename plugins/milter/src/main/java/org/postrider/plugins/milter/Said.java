// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import org.postrider.plugins.api.Refusal;

/// What a filter says to a question, in the end.
sealed interface Said {
  /// Nothing to object.
  enum Simple implements Said {
    /// Go on.
    GO_ON,
    /// No more of this: of the body where it is said there, else of the message or session.
    ENOUGH,
    /// Take the message, and throw it away.
    DISCARD,
    /// No more of the body.
    SKIP
  }

  /// A no.
  record No(Refusal refusal) implements Said {}
}
