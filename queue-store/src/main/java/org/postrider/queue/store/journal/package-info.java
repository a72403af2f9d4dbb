// SPDX-License-Identifier: Apache-2.0
/// What was written last, in order: a row of files into which everything goes first, and in which
/// the octets of messages stay. It knows nothing of mail, and nothing of the index that says what
/// is where.
package org.postrider.queue.store.journal;
