// SPDX-License-Identifier: Apache-2.0
package org.postrider.gateway.journey;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What a test has started. The last that came is ended first; all are, whatever fails.
final class Running {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Ends this part too.
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /// Ends them.
  void end() throws Exception {
    @Nullable Exception first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
