// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.limits;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.plugins.api.Connection;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.limits.Limit.Whose;
import org.postrider.smtp.protocol.address.Mailbox;
import org.postrider.smtp.protocol.address.Network;

/// Who is counted, as far as it is known.
record Subject(Connection connection, @Nullable Mail mail) {
  private static final int IPV4_BITS = 24;
  private static final int IPV6_BITS = 64;
  private static final int LONGEST = 400;

  static Subject of(Connection connection) {
    return new Subject(connection, null);
  }

  static Subject of(Mail mail) {
    return new Subject(mail.hello().connection(), mail);
  }

  /// What a limit of this kind counts them as; null where it does not count them.
  @Nullable String name(Whose whose) {
    InetAddress client = connection.client().getAddress();
    Mailbox sender = mail == null ? null : mail.sender().mailbox();
    String name =
        switch (whose) {
          case ADDRESS -> client.getHostAddress();
          case NETWORK ->
              Network.of(client, client.getAddress().length == 4 ? IPV4_BITS : IPV6_BITS)
                  .toString();
          case ACCOUNT -> mail == null || !mail.isAuthenticated() ? null : mail.account();
          case SENDER -> sender == null ? null : folded(sender);
          case DOMAIN -> sender == null ? null : sender.domain().key();
        };
    return name == null || name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  private static String folded(Mailbox mailbox) {
    return mailbox.local().value().toLowerCase(Locale.ROOT) + "@" + mailbox.domain().key();
  }
}
