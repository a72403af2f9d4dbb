// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;

/// An entry that was claimed from the spool and waits for its turn, since `sinceNanos`. `certain`:
/// it was like this when it was claimed; else it may have been tried, and changed, since it was
/// read. `ruled`: plug-ins have been asked, and have sent it this way.
record Job(Entry entry, Part part, long sinceNanos, boolean certain, boolean ruled) {
  /// One that goes its usual way.
  Job(Entry entry, Part part, long sinceNanos, boolean certain) {
    this(entry, part, sinceNanos, certain, false);
  }

  /// The same as it was read a moment ago, sent another way by a plug-in.
  Job ruled(Entry read, long nowNanos) {
    return new Job(read, part, nowNanos, true, true);
  }
}
