// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.routing;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Queued;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.directory.AddressTable;
import org.postrider.smtp.protocol.address.Mailbox;

/// The names of routes that a database or a directory has beside recipients, senders or accounts.
/// Any thread.
///
/// Settings: those of [AddressTable], and `table-of`.
record RouteTable(AddressTable names, Subject subject) {
  private static final String OF = "table-of";

  /// What the table has names of routes beside.
  private enum Subject {
    RECIPIENT,
    SENDER,
    ACCOUNT
  }

  /// Reads the settings; null where they name no table.
  static @Nullable RouteTable read(Host host) {
    AddressTable names = AddressTable.read(host, 1, "the name of a route");
    return names == null ? null : new RouteTable(names, subject(host.settings()));
  }

  private static Subject subject(Settings settings) {
    String word = settings.text(OF, "recipient");
    try {
      return Subject.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw settings.wrong(OF, "has to be recipient, sender or account");
    }
  }

  /// The route of a message; empty where the table knows none, or not the same for all recipients.
  /// An `IOException` means that nobody can say now.
  Optional<String> find(Queued message) throws IOException, InterruptedException {
    return switch (subject) {
      case RECIPIENT -> of(message.recipients());
      case SENDER -> {
        Mailbox sender = message.sender().mailbox();
        yield sender == null ? named("<>") : of(sender);
      }
      case ACCOUNT -> message.account().isEmpty() ? Optional.empty() : named(message.account());
    };
  }

  private Optional<String> of(List<Mailbox> mailboxes) throws IOException, InterruptedException {
    Optional<String> route = of(mailboxes.getFirst());
    for (Mailbox each : mailboxes.subList(1, mailboxes.size())) {
      if (!of(each).equals(route)) {
        return Optional.empty();
      }
    }
    return route;
  }

  /// By the address, else by its domain.
  private Optional<String> of(Mailbox mailbox) throws IOException, InterruptedException {
    String domain = "@" + mailbox.domain().key();
    Optional<String> route = named(mailbox.local().value() + domain);
    return route.isPresent() ? route : named(domain);
  }

  private Optional<String> named(String key) throws IOException, InterruptedException {
    Optional<AddressTable.Said> said = names.ask(key.toLowerCase(Locale.ROOT));
    if (said.isPresent() && said.get().text().indexOf(',') >= 0) {
      throw new IOException(
          said.get().source() + " has several routes for " + key + ": " + said.get().text());
    }
    return said.map(each -> each.text().strip());
  }
}
