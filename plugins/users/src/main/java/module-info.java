// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Accounts and API keys in a file.
@NullMarked
module org.postrider.plugins.users {
  requires com.ongres.saslprep;
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.files;
  requires org.postrider.plugins.passwords;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.users.Users;
}
