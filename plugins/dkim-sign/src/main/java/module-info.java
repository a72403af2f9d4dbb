// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Signs what our users send.
@NullMarked
module org.postrider.plugins.dkim.sign {
  requires org.postrider.mail.auth;
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.files;
  requires org.postrider.plugins.patterns;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.dkim.sign.DkimSign;
}
