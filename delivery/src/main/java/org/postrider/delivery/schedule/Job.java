// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;

/// An entry that was claimed from the spool and waits for its turn, since `sinceNanos`. `certain`:
/// it was like this when it was claimed; else it may have been tried, and changed, since it was
/// read.
record Job(Entry entry, Part part, long sinceNanos, boolean certain) {}
