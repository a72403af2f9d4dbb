// SPDX-License-Identifier: Apache-2.0
/// The spool on RocksDB: how messages become records, and the one thread that writes them. The only
/// package that knows RocksDB.
package org.postrider.queue.store.rocks;
