// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.access;

import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.ListenerKind;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Settings;
import org.postrider.plugins.api.SmtpPlugin;
import org.postrider.plugins.api.Verdict;

/// Allows and denies by rules about client, envelope and content, in their order; and refuses
/// senders at domains that take no mail. Who has authenticated is not asked about, nor who has come
/// to a listener that is for users.
///
/// Settings: those of [Rules] and [ContentRules]; `sender-domain`, whether the sender's domain has
/// to take mail.
public final class Access implements SmtpPlugin {
  /// Called by the loader.
  public Access() {}

  @Override
  public String name() {
    return "access";
  }

  @Override
  public void install(Host host) {
    Settings settings = host.settings();
    Ruling ruling = new Ruling(host, Rules.read(settings), settings.flag("sender-domain", true));
    host.onConnection(connection ->
        isStranger(connection)
            ? ruling.of(Facts.of(connection, name(connection, host)))
            : Verdict.pass());
    host.onHello(hello ->
        isStranger(hello.connection())
            ? ruling.of(Facts.of(hello, name(hello.connection(), host)))
            : Verdict.pass());
    host.onMail(mail ->
        isStranger(mail)
            ? ruling.of(Facts.of(mail, name(mail.hello().connection(), host)))
            : Verdict.pass());
    host.onRecipient(recipient ->
        isStranger(recipient.mail())
            ? ruling.of(Facts.of(recipient, name(recipient.mail().hello().connection(), host)))
            : Verdict.pass());
    ContentRules content = ContentRules.read(settings);
    if (!content.all().isEmpty()) {
      host.onMessage(
          message -> isStranger(message.mail()) ? content.verdict(message, host) : Verdict.pass());
    }
  }

  private static boolean isStranger(Connection connection) {
    return connection.kind() == ListenerKind.MX;
  }

  private static boolean isStranger(Mail mail) {
    return isStranger(mail.hello().connection()) && !mail.isAuthenticated();
  }

  private static ClientName name(Connection connection, Host host) {
    return new ClientName(connection.client().getAddress(), host.lookup());
  }
}
