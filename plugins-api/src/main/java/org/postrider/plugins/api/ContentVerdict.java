// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.api;

import java.util.List;

/// What may be said of a whole message.
public sealed interface ContentVerdict
    permits Verdict, ContentVerdict.Discard, ContentVerdict.Hold, ContentVerdict.Amend {

  /// No objection.
  enum Pass implements Verdict {
    /// The one value.
    PASS
  }

  /// Not taken.
  record Refuse(Refusal refusal) implements Verdict {}

  /// Taken and thrown away; `reason` is for the log.
  record Discard(String reason) implements ContentVerdict, Queued.Verdict {}

  /// Taken and kept in the queue until an operator releases it; `reason` is for the operator.
  record Hold(String reason) implements ContentVerdict, Queued.Verdict {}

  /// Taken with changes. All changes of all plug-ins are applied together after the last answer, or
  /// none.
  record Amend(List<Change> changes) implements ContentVerdict {
    /// Copies the list.
    public Amend {
      changes = List.copyOf(changes);
    }
  }
}
