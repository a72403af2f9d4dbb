// SPDX-License-Identifier: Apache-2.0
package org.postrider.plugins.spamd;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.postrider.plugins.api.Hello;
import org.postrider.plugins.api.Host;
import org.postrider.plugins.api.Mail;
import org.postrider.plugins.api.Submitted;
import org.postrider.plugins.scanning.ClientName;
import org.postrider.plugins.scanning.Finding;

/// The fields that spamd reads the client and the envelope from: it is shown the message as it will
/// look with our own trace field, which the plug-in does not see.
///
/// @rfc 5321 §4.4
final class Trace {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

  private Trace() {}

  static String of(Submitted message, Host host) {
    Mail mail = message.mail();
    Hello hello = mail.hello();
    InetAddress client = hello.connection().client().getAddress();
    return """
    X-Envelope-From: %s\r
    Received: from %s (%s [%s])\r
    \tby %s (Postrider) with %s id %s;\r
    \t%s\r
    """
        .formatted(
            mail.sender(),
            Finding.printable(hello.name()).replaceAll("[()\\s]", "?"),
            ClientName.of(client, host.lookup()),
            digits(client),
            hello.connection().server().getAddress().getHostAddress(),
            protocol(mail),
            message.id(),
            DATE.format(host.clock().instant().atOffset(ZoneOffset.UTC)));
  }

  private static String digits(InetAddress address) {
    return (address instanceof Inet6Address ? "IPv6:" : "") + address.getHostAddress();
  }

  /// RFC 3848.
  private static String protocol(Mail mail) {
    if (!mail.hello().extended()) {
      return "SMTP";
    }
    return "ESMTP"
        + (mail.hello().connection().tls().isEmpty() ? "" : "S")
        + (mail.isAuthenticated() ? "A" : "");
  }
}
