// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.receiver.Question;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.server.policy.Ruling;

/// Puts the receiver's questions to policy in the words of the plug-in API, in which each question
/// holds the one before it that was passed. Confined to the connection's event loop.
final class Questions {
  private final Policy policy;
  private final ScheduledExecutorService loop;
  private Connection connection;
  private @Nullable Hello hello;
  private @Nullable Mail mail;
  private String mechanism = "";

  Questions(Policy policy, ScheduledExecutorService loop, Connection connection) {
    this.policy = policy;
    this.loop = loop;
    this.connection = connection;
  }

  /// Begins again, under TLS.
  void beginAgain(Connection secured) {
    connection = secured;
    hello = null;
    mail = null;
    mechanism = "";
  }

  /// The client has authenticated by this mechanism.
  void authenticated(String by) {
    mechanism = by;
  }

  /// The transaction is over.
  void forgetMail() {
    mail = null;
  }

  /// The connection as it is now.
  Connection connection() {
    return connection;
  }

  /// The transaction that has begun.
  Mail mail() {
    return known(mail);
  }

  /// May this client connect?
  void putConnection(Consumer<Ruling> then) {
    policy.onConnection(connection, loop, then);
  }

  /// May what the receiver asks about be?
  void put(Question question, Consumer<Ruling> then) {
    switch (question) {
      case Question.Hello(var client) ->
          putHello(new Hello(connection, client.name(), client.extended()), then);
      case Question.Sender(var client, var transaction) ->
          putMail(
              new Mail(
                  known(hello),
                  client.account(),
                  mechanism,
                  transaction.sender(),
                  transaction.size(),
                  transaction.parameters()),
              then);
      case Question.Recipient(_, _, var mailbox, var parameters) ->
          policy.onRecipient(new Recipient(mail(), mailbox, parameters), loop, then);
    }
  }

  private void putHello(Hello asked, Consumer<Ruling> then) {
    policy.onHello(
        asked,
        loop,
        ruling -> {
          if (ruling instanceof Ruling.Passed) {
            hello = asked;
          }
          then.accept(ruling);
        });
  }

  private void putMail(Mail asked, Consumer<Ruling> then) {
    policy.onMail(
        asked,
        loop,
        ruling -> {
          if (ruling instanceof Ruling.Passed) {
            mail = asked;
          }
          then.accept(ruling);
        });
  }

  /// What the receiver's state says must be there.
  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a question before the one it rests on");
    }
    return value;
  }
}
