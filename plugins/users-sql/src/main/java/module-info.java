// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// A database says who may authenticate.
@NullMarked
module org.postrider.plugins.users.sql {
  requires org.postrider.plugins.api;
  requires org.postrider.plugins.directory;
  requires org.postrider.plugins.passwords;
  requires static org.jspecify;

  provides org.postrider.plugins.api.SmtpPlugin with
      org.postrider.plugins.users.sql.SqlUsers;
}
