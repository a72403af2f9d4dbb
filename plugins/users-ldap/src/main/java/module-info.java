// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// A directory says who may authenticate.
@NullMarked
module org.postrider.plugins.users.ldap {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.directory;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.users.ldap.LdapUsers;
}
