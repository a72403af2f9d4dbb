// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.Optional;

/// What the plug-ins know of a name.
public sealed interface LookedUp<T> {
  /// Everybody was asked until one knew; empty where nobody does.
  record Answered<T>(Optional<T> answer) implements LookedUp<T> {}

  /// One that should be asked failed: nobody can say.
  record Unanswered<T>() implements LookedUp<T> {}
}
