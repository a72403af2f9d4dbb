// SPDX-License-Identifier: Apache-2.0
package org.postrider.queue.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of an entry, stored in one step. `outcomes` are in the order of the entry's
/// recipients. Delivered and failed recipients leave; deferred ones stay in the entry, due at the
/// earliest of their times, with one attempt more; held ones stay held, in an entry of their own
/// where others are deferred. The message goes with its last entry.
///
/// @param entry as it was when the attempt began
/// @param epoch the [Part]'s epoch at that time
/// @param outcomes one for each recipient
/// @param warned whether the author has now been told of the delay
/// @param notice a message that takes the place of what failed, or null
public record Settlement(
    Entry entry, long epoch, List<Outcome> outcomes, boolean warned, @Nullable Notice notice) {
  /// Copies the list; throws `IllegalArgumentException` unless there is one outcome a recipient.
  public Settlement {
    outcomes = List.copyOf(outcomes);
    if (outcomes.size() != entry.recipients().size()) {
      throw new IllegalArgumentException("one outcome for each recipient of " + entry.name());
    }
  }

  /// A notification on its way into the spool: its content is in `intake`, which is committed in
  /// the same step, or abandoned where the settlement is refused.
  public record Notice(Intake intake, Envelope envelope, List<Entry> entries) {
    /// Copies the list.
    public Notice {
      entries = List.copyOf(entries);
    }
  }

  /// What the store says to a settlement.
  public enum Answer {
    /// Recorded durably.
    RECORDED,
    /// The entry is not there any more (an operator removed it, or it was settled before); what was
    /// delivered stays delivered, and nothing else was changed.
    GONE,
    /// The epoch is over: delivered outcomes were recorded, others were not, and a notice was not
    /// taken.
    FENCED
  }
}
