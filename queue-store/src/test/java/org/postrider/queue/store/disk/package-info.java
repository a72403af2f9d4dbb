// SPDX-License-Identifier: Apache-2.0
/// What a spool on disk keeps when the power goes or the disk fails, seen through its interface and
/// the calls that it makes to the system, whatever its layout.
package org.postrider.queue.store.disk;
