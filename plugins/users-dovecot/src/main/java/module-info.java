// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Dovecot says who may authenticate.
@NullMarked
module org.postrider.plugins.users.dovecot {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.daemons;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.users.dovecot.DovecotUsers;
}
