// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Whom mail is from: asked of SPF, DKIM, DMARC and ARC, and told to those behind us.
@NullMarked
module org.postrider.plugins.mail.auth {
  requires org.postrider.mail.auth;
  requires org.postrider.plugins.api;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.mail.auth.MailAuth;
}
