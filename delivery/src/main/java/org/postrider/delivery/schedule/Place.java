// SPDX-License-Identifier: Apache-2.0
package org.postrider.delivery.schedule;

import org.postrider.queue.store.Part;

/// Where in the spool an entry was found: after this cursor.
record Place(Part part, String cursor) {}
