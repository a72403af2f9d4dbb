// SPDX-License-Identifier: Apache-2.0
package org.postrider.smtp.server.session;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.ClientSession;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.receiver.Question;
import org.postrider.smtp.server.policy.Policy;
import org.postrider.smtp.server.policy.Ruling;
import org.postrider.smtp.wire.ProxyHeader;

/// Puts the receiver's questions to policy in the words of the plug-in API, in which each question
/// holds the one before it that was passed. Confined to the connection's event loop.
final class Questions {
  private final Policy policy;
  private final ScheduledExecutorService loop;
  private Connection own;
  private Connection connection;
  private @Nullable Hello hello;
  private @Nullable Mail mail;
  private String mechanism = "";

  Questions(Policy policy, ScheduledExecutorService loop, Connection connection) {
    this.policy = policy;
    this.loop = loop;
    this.connection = connection;
    own = connection;
  }

  /// A proxy has said whose connection it is.
  void introduced(ProxyHeader header) {
    connection = Introduction.byProxy(connection, header);
    own = connection;
  }

  /// The client has said by XCLIENT whose session it is, which is another one now.
  void introduced(Map<String, String> attributes, ClientSession session) {
    begin(Introduction.byXclient(connection, own, attributes, session));
    mechanism = attributes.getOrDefault("LOGIN", "").isEmpty() ? "" : "XCLIENT";
  }

  /// The client has said by XFORWARD where the next message comes from.
  void forwarded(Map<String, String> attributes) {
    change(Introduction.byXforward(connection, attributes));
  }

  /// Begins again, under TLS: what was said in the clear is forgotten (RFC 3207 §4.2).
  void secured(String tls, ClientSession session) {
    own = Introduction.secured(own, tls, session);
    begin(own);
  }

  private void begin(Connection other) {
    connection = other;
    hello = null;
    mail = null;
    mechanism = "";
  }

  private void change(Connection other) {
    connection = other;
    Hello known = hello;
    hello = known == null ? null : new Hello(other, known.name(), known.extended());
  }

  /// The client has authenticated by this mechanism.
  void authenticated(String by) {
    mechanism = by;
  }

  /// The transaction is over.
  void forgetMail() {
    if (mail != null && !connection.hearsay().forwarded().isEmpty()) {
      change(Introduction.withoutForwarded(connection));
    }
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
