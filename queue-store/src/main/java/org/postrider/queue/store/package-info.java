// SPDX-License-Identifier: Apache-2.0
/// What we have promised to keep: messages, the entries that say where they still have to go, and
/// the spool that holds both. How delivery decides does not belong here.
package org.postrider.queue.store;
