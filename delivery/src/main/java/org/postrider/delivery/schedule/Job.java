// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.queue.store.Entry;
import org.postrider.queue.store.Part;

/// An entry that was claimed from the spool and waits for its turn, since `sinceNanos`.
record Job(Entry entry, Part part, long sinceNanos) {}
