// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Change;
import org.postrider.plugins.api.Refusal;

/// What all plug-ins together say of a whole message.
public sealed interface ContentRuling {
  /// Taken, with all these changes; held for an operator where `held` is not null.
  record Taken(List<Change> changes, @Nullable String held) implements ContentRuling {
    static final Taken UNCHANGED = new Taken(List.of(), null);
  }

  /// Not taken.
  record Refused(Refusal refusal, String by) implements ContentRuling {}

  /// Taken and thrown away by the plug-in `by`.
  record Discarded(String reason, String by) implements ContentRuling {}
}
