// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Lists of clients and senders in DNS.
@NullMarked
module org.postrider.plugins.dnsbl {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.dnsbl.Dnsbl;
}
