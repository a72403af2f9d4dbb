// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.protocol.address.Mailbox;

/// A table of addresses and whom they lead to. Any thread.
@FunctionalInterface
interface Table {
  /// What stands under `key`, an address or `@` and a domain; null where nothing does. `from` is
  /// whom it is for. An `IOException` means that nobody can say now.
  @Nullable Found find(String key, Mailbox from) throws IOException, InterruptedException;
}
