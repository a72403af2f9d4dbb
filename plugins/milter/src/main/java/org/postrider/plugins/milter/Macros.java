// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.milter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Recipient;
import org.postrider.smtp.protocol.address.Mailbox;

/// What is known of a session beside its commands, under the names that filters know. Confined to a
/// session.
final class Macros {
  private static final Map<Stage, List<String>> USUAL = new EnumMap<>(Stage.class);

  static {
    USUAL.put(
        Stage.CONNECT,
        List.of(
            "j",
            "_",
            "v",
            "{daemon_name}",
            "{daemon_addr}",
            "{daemon_port}",
            "{if_addr}",
            "{client_name}",
            "{client_addr}",
            "{client_port}"));
    USUAL.put(Stage.HELO, List.of("{tls_version}", "{cipher}"));
    USUAL.put(
        Stage.MAIL,
        List.of(
            "{auth_type}",
            "{auth_authen}",
            "{mail_mailer}",
            "{mail_host}",
            "{mail_addr}",
            "{tls_version}",
            "{cipher}"));
    USUAL.put(Stage.RCPT, List.of("{rcpt_mailer}", "{rcpt_host}", "{rcpt_addr}"));
    USUAL.put(Stage.DATA, List.of("i"));
    USUAL.put(Stage.END_OF_HEADER, List.of("i"));
    USUAL.put(Stage.END_OF_MESSAGE, List.of("i"));
  }

  private final Map<String, String> values = new HashMap<>();

  /// Those of a session at the host `hostname`.
  Macros(String hostname) {
    values.put("j", hostname);
    values.put("v", "Postrider");
  }

  /// The client, and what it is called.
  void client(Connection connection, String clientName) {
    String address = ClientNames.digits(connection.client().getAddress());
    String ours = ClientNames.digits(connection.server().getAddress());
    values.put("_", clientName.startsWith("[") ? clientName : clientName + " [" + address + "]");
    values.put("{daemon_name}", connection.listener());
    values.put("{daemon_addr}", ours);
    values.put("{daemon_port}", String.valueOf(connection.server().getPort()));
    values.put("{if_addr}", ours);
    values.put("{client_name}", clientName);
    values.put("{client_addr}", address);
    values.put("{client_port}", String.valueOf(connection.client().getPort()));
  }

  /// The client has greeted; TLS may have begun before.
  void hello(Hello hello) {
    String[] tls = hello.connection().tls().split(" ", 2);
    if (tls.length == 2) {
      values.put("{tls_version}", tls[0]);
      values.put("{cipher}", tls[1]);
    }
  }

  /// A transaction begins.
  void mail(Mail mail) {
    values.remove("i");
    hello(mail.hello());
    if (mail.isAuthenticated()) {
      values.put("{auth_type}", mail.mechanism());
      values.put("{auth_authen}", mail.account());
    }
    Mailbox sender = mail.sender().mailbox();
    values.put("{mail_mailer}", "smtp");
    values.put("{mail_host}", sender == null ? "" : sender.domain().toString());
    values.put("{mail_addr}", sender == null ? "<>" : sender.toString());
  }

  /// A recipient is named.
  void recipient(Recipient recipient) {
    values.put("{rcpt_mailer}", "smtp");
    values.put("{rcpt_host}", recipient.mailbox().domain().toString());
    values.put("{rcpt_addr}", recipient.mailbox().toString());
  }

  /// The message is there, and has an id.
  void message(String id) {
    values.put("i", id);
  }

  /// What goes before a stage: those that a filter has asked for, or the usual ones, as far as they
  /// are known.
  Packet packet(Stage stage, Options options) {
    List<String> names = options.macros().getOrDefault(stage, USUAL.getOrDefault(stage, List.of()));
    List<String> texts = new ArrayList<>();
    for (String name : names) {
      String value = values.get(name);
      if (value != null) {
        texts.add(name);
        texts.add(value);
      }
    }
    byte[] data = Packet.of(Stage.MACROS, texts.toArray(String[]::new)).data();
    byte[] withLetter = new byte[data.length + 1];
    withLetter[0] = (byte) stage.letter();
    System.arraycopy(data, 0, withLetter, 1, data.length);
    return new Packet(Stage.MACROS, withLetter);
  }
}
