// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.aliases;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.directory.AddressTable;
import org.postrider.plugins.directory.AddressTable.Said;
import org.postrider.smtp.protocol.address.Mailbox;

/// The aliases of a database and of a directory. Any thread.
record Elsewhere(AddressTable aliases) implements Table {
  @Override
  public @Nullable Found find(String key, Mailbox from) throws IOException, InterruptedException {
    Optional<Said> said = aliases.ask(key);
    if (said.isEmpty()) {
      return null;
    }
    String source = said.get().source();
    try {
      return Found.of(source, Target.parseAll(said.get().text()), from, List.of());
    } catch (IllegalArgumentException e) {
      throw new IOException(source + " about " + key + ": " + e.getMessage(), e);
    }
  }
}
