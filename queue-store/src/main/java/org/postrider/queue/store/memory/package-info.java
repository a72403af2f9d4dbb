// SPDX-License-Identifier: Apache-2.0
/// Messages held in memory: the octets of one, in pieces, and a whole spool of them for relays that
/// want no durability and for tests. Nothing here touches a disk.
package org.postrider.queue.store.memory;
