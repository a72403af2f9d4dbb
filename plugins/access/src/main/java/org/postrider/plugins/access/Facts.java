// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.ReversePath;

/// What is known when a question is asked; the later the stage, the more. For one thread.
final class Facts {
  private final Connection connection;
  private final ClientName name;
  private final @Nullable Hello hello;
  private final @Nullable ReversePath sender;
  private final @Nullable Mailbox recipient;

  private Facts(
      Connection connection,
      ClientName name,
      @Nullable Hello hello,
      @Nullable ReversePath sender,
      @Nullable Mailbox recipient) {
    this.connection = connection;
    this.name = name;
    this.hello = hello;
    this.sender = sender;
    this.recipient = recipient;
  }

  static Facts of(Connection connection, ClientName name) {
    return new Facts(connection, name, null, null, null);
  }

  static Facts of(Hello hello, ClientName name) {
    return new Facts(hello.connection(), name, hello, null, null);
  }

  static Facts of(Mail mail, ClientName name) {
    return new Facts(mail.hello().connection(), name, mail.hello(), mail.sender(), null);
  }

  static Facts of(Recipient recipient, ClientName name) {
    Mail mail = recipient.mail();
    return new Facts(
        mail.hello().connection(), name, mail.hello(), mail.sender(), recipient.mailbox());
  }

  Connection connection() {
    return connection;
  }

  ClientName name() {
    return name;
  }

  /// What the client calls itself, in lower case.
  @Nullable String hello() {
    return hello == null ? null : hello.name().toLowerCase(Locale.ROOT);
  }

  @Nullable ReversePath sender() {
    return sender;
  }

  @Nullable Mailbox recipient() {
    return recipient;
  }
}
